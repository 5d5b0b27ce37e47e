import type { Node } from "../sql/node.js";
import type { SqlType } from "../types/type.js";
import type { TableName } from "./name.js";

/** An enum type that is an object of its own, on databases that keep them so. */
export interface EnumType extends TableName {
  readonly values: readonly string[];
  readonly comment?: string;
}

/** A named type that narrows another one: a domain. */
export interface Domain extends TableName {
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly default?: Node;
  readonly collation?: string;
  readonly checks: readonly DomainCheck[];
  readonly comment?: string;
}

/** A condition that every value of a domain meets. */
export interface DomainCheck {
  readonly name?: string;
  readonly expression: Node;
}

/** What is to become of a domain; null removes, and what is left out stays as it is. */
export interface DomainChange {
  readonly default?: Node | null;
  readonly nullable?: boolean;
  readonly addChecks?: readonly DomainCheck[];
  /** Checks by name. */
  readonly dropChecks?: readonly string[];
  readonly comment?: string | null;
}

/** A sequence that stands by itself; those of identity and serial columns belong to their columns. */
export interface Sequence extends TableName {
  /** The integer type of its values; the database's default (bigint) where it is left out. */
  readonly type?: SqlType;
  readonly start?: number | bigint;
  readonly increment?: number | bigint;
  readonly minValue?: number | bigint;
  readonly maxValue?: number | bigint;
  readonly cache?: number | bigint;
  readonly cycle?: boolean;
  /** The column that it goes with: it is dropped where the column is. */
  readonly ownedBy?: TableName & { readonly column: string };
  readonly comment?: string;
}

/** What is to become of a sequence; null is what the database does by itself, and what is left out stays as it is. */
export type SequenceChange = {
  readonly [K in Exclude<keyof Sequence, keyof TableName>]?: Sequence[K] | null;
};

/** A schema inside the database, in which tables live. */
export interface SchemaNamespace {
  readonly name: string;
  readonly comment?: string;
}

/** The kinds of objects that are declared by their SQL. */
export type EntityKind =
  | "extension"
  | "view"
  | "materializedView"
  | "viewIndex"
  | "function"
  | "procedure"
  | "aggregate"
  | "collation"
  | "trigger"
  | "policy"
  | "rule"
  | "eventTrigger"
  | "cast"
  | "operator"
  | "operatorClass"
  | "textSearchDictionary"
  | "textSearchConfiguration";

/** What tells one object that is declared by its SQL from the others. */
export interface EntityName extends TableName {
  readonly kind: EntityKind;
  /** Of triggers, policies, rules and indexes of materialized views: the table or view they are on. */
  readonly table?: TableName;
  /**
   * Of functions, procedures and aggregates: the arguments as they are declared. Of operators: the types of both sides,
   * `NONE` where there is no left one; of operator classes: the index method.
   */
  readonly arguments?: string;
}

/** Something declared by its SQL: a view, a function, a trigger, an extension, a policy. */
export interface Entity extends EntityName {
  /** Of triggers, rules and event triggers: when it fires, such as `before insert or update`, `insert`, `ddl_command_end`. */
  readonly event?: string;
  /** Of triggers of PostgreSQL: it is a constraint, which may wait until commit. */
  readonly constraint?: true;
  /** Of indexes of materialized views: no two rows have the same values. */
  readonly unique?: true;
  /** Of functions of PostgreSQL: their body is not checked when they are made. */
  readonly unchecked?: true;
  /** Of views: the names of their columns, where the query does not give them. */
  readonly columns?: readonly string[];
  /** Of views of PostgreSQL, MySQL and MariaDB: their parameters, such as `security_invoker=true`, `sql_security=invoker`. */
  readonly with?: readonly string[];
  /** Of views of PostgreSQL: comments by column; those that are left out stay, and the empty text is none. */
  readonly columnComments?: Readonly<Record<string, string>>;
  /** Of text search configurations: the dictionaries of kinds of words, as `{ "asciiword, word": "english_stem" }`. */
  readonly mappings?: Readonly<Record<string, string>>;
  /** Left out, whatever comment there is stays; the empty text is none. */
  readonly comment?: string;
  /** The SQL after all that: a view's query; of a function what follows its arguments, of a trigger or policy its table. */
  readonly definition: Node;
}

/** A text that no two objects that are declared by their SQL have alike. */
export function entityKey({ kind, table, ...name }: EntityName): string {
  return JSON.stringify([kind, name.schema, name.name, table?.schema, table?.name, name.arguments]);
}

/** Whether what is reported as beyond a schema's words is an object that is declared by its SQL. */
export function isSameObject(
  { name, schema, kind, table }: EntityName,
  { what, ...other }: Unsupported,
): boolean {
  if (!kind.toLowerCase().includes(what.split(" ").at(-1)!)) return false;
  const owner = table ?? { name, schema };
  const own = other.table ? namesOf({ name, table }).includes(other.name) : other.name === name;
  return (
    own && (other.schema ?? "") === (owner.schema ?? "") && (!other.table || other.table.name === table?.name)
  );
}

/** The names under which an object may be reported. */
function namesOf({
  name,
  table,
}: Pick<TableName, "name"> & { readonly table?: TableName | undefined }): readonly string[] {
  return [name, `${table?.name}.${name}`];
}

/** Whether what is reported is one of these objects, as `isSameObject` says of each, asked of those of its name alone. */
export function isAmong(entities: readonly EntityName[]): (reported: Unsupported) => boolean {
  const byName = new Map<string, EntityName[]>();
  for (const entity of entities) {
    for (const name of namesOf(entity)) {
      const alike = byName.get(name);
      if (alike) alike.push(entity);
      else byName.set(name, [entity]);
    }
  }
  return (reported) => byName.get(reported.name)?.some((each) => isSameObject(each, reported)) ?? false;
}

/** Something in the database that the schema cannot express; it is reported and never touched. */
export interface Unsupported extends TableName {
  /** What it is, in the database's words: `view`, `partitioned table`. */
  readonly what: string;
  /** The table that it is part of, and goes with; left out where it stands by itself. */
  readonly table?: TableName;
  /** Models say it all the same, by an option of its table. */
  readonly declared?: true;
  /** Columns of its table without which it would fail, where the database lets them go all the same. */
  readonly reads?: readonly string[];
}
