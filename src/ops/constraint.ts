import { addConstraint, constraintDefinition, dropConstraint } from "../ddl/nodes/constraint.js";
import { alterTable } from "../ddl/nodes/table.js";
import {
  type Constraint,
  type ConstraintKind,
  type ConstraintOf,
  type Exclude,
  type PrimaryKey,
  partsOfKey,
  type Unique,
} from "../schema/constraint.js";
import { displayName, type TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import { type Schema, withConstraint, withoutConstraint, withTable } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import { constraintCall } from "./constraint-source.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** A kind of constraint in the words of a list of changes. */
const WORDS: { readonly [K in ConstraintKind]: (constraint: ConstraintOf<K>, spelling: Spelling) => string } =
  {
    primaryKey: (key) => `primary key (${partWords(key)})`,
    unique: (key) => `unique (${keyWords(key)})`,
    foreignKey: ({ columns, references, onDelete }) =>
      `foreign key (${columns.join(", ")}) to ${displayName(references)}${onDelete ? `, on delete ${onDelete}` : ""}`,
    exclude: (exclude, spelling) => {
      const { sql } = writeSql(
        constraintDefinition({ constraint: withoutName(exclude) }),
        spelling,
        DDL_TEXT,
      );
      return sql.toLowerCase();
    },
    check: ({ expression }, spelling) => `check ${writeSql(expression, spelling, DDL_TEXT).sql}`,
  };

function partWords(key: PrimaryKey): string {
  if (!key.keyParts) return keyWords(key);
  const words = partsOfKey(key).map(
    ({ column, length, descending }) =>
      `${column}${length === undefined ? "" : `(${length})`}${descending ? " desc" : ""}`,
  );
  return words.join(", ");
}

function keyWords({ columns, withoutOverlaps }: PrimaryKey | Unique): string {
  return `${columns.join(", ")}${withoutOverlaps ? " without overlaps" : ""}`;
}

const DDL_TEXT = { literals: true, unqualified: true };

function withoutName({ name: _, ...constraint }: Exclude): Exclude {
  return constraint;
}

/** The name of a primary key that has none: the conventional one, which a drop finds it by. */
function keyName({ name, schema }: TableName, { kind }: Constraint): string | undefined {
  if (kind !== "primaryKey") return undefined;
  return conventionalName("pk", { table: name, schema, columns: [], referredTable: undefined });
}

function words(constraint: Constraint, spelling: Spelling): string {
  const write = WORDS[constraint.kind] as (constraint: Constraint, spelling: Spelling) => string;
  return write(constraint, spelling);
}

/** What a constraint goes by that has no name. */
export interface ConventionalName {
  readonly name: string;
  /** Whether others of its table go by that, too. */
  readonly isShared: boolean;
}

/** Adds a constraint to a table. */
export class AddConstraint implements Operation {
  readonly kind = "addConstraint";
  readonly table: TableName;
  readonly constraint: Constraint;
  /** What a constraint without a name is dropped by; null where that is not known. */
  readonly goesBy: ConventionalName | null;

  constructor(table: TableName, constraint: Constraint, goesBy: ConventionalName | null = null) {
    this.table = table;
    this.constraint = constraint;
    this.goesBy = goesBy;
  }

  describe(spelling: Spelling): Description {
    const { constraint, table } = this;
    const detail = `${words(constraint, spelling)} on ${displayName(table)}`;
    return { sign: "+", subject: constraint.name ?? displayName(table), detail };
  }

  inverse(): DropConstraint | null {
    const { table, constraint } = this;
    const { name = keyName(table, constraint) ?? this.goesBy?.name, kind } = constraint;
    const isShared = this.goesBy?.isShared ?? false;
    return name === undefined ? null : new DropConstraint(table, name, kind, constraint, false, isShared);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => withConstraint(table, this.constraint));
  }

  ddl(): readonly Node[] {
    const definition = constraintDefinition({ constraint: this.constraint });
    return [alterTable({ table: this.table, actions: [addConstraint({ definition })] })];
  }

  source(s: SourceWriter): Code {
    const { constraint, table } = this;
    const keepsNone = constraint.kind === "primaryKey" && !s.keyNames;
    const name =
      constraint.name === undefined ? (keepsNone ? "null" : s.noName()) : stringCode(constraint.name);
    const { method, args } = constraintCall(s, constraint);
    return callCode(s.op(method), name, ...s.target(table), ...args);
  }
}

/** Removes a constraint from a table. */
export class DropConstraint implements Operation {
  readonly kind = "dropConstraint";
  readonly table: TableName;
  readonly name: string;
  readonly constraintKind: ConstraintKind;
  /** The constraint as it stood; without it the drop cannot be undone. */
  readonly was: Constraint | null;
  readonly ifExists: boolean;
  /** Whether it has no name, and others of its table go by this one, too: what it says tells which is meant. */
  readonly isShared: boolean;

  constructor(
    table: TableName,
    name: string,
    constraintKind: ConstraintKind,
    was: Constraint | null = null,
    ifExists = false,
    isShared = false,
  ) {
    this.isShared = isShared;
    this.table = table;
    this.name = name;
    this.constraintKind = constraintKind;
    this.was = was;
    this.ifExists = ifExists;
  }

  describe(spelling: Spelling): Description {
    const detail = this.was ? words(this.was, spelling) : "constraint";
    return { sign: "-", subject: this.name, detail: `${detail} on ${displayName(this.table)}` };
  }

  inverse(): AddConstraint | null {
    const { table, was, name, isShared } = this;
    return was && new AddConstraint(table, was, { name, isShared });
  }

  apply(before: Schema): Schema {
    // A table has one primary key, which some databases keep without its name.
    return withTable(before, this.table, (table) =>
      this.constraintKind === "primaryKey"
        ? { ...table, constraints: table.constraints.filter(({ kind }) => kind !== "primaryKey") }
        : withoutConstraint(table, this.name),
    );
  }

  ddl(): readonly Node[] {
    const { table, name, constraintKind, ifExists } = this;
    const action = dropConstraint({ name, constraintKind, ...(ifExists && { ifExists }) });
    return [alterTable({ table, actions: [action] })];
  }

  source(s: SourceWriter): Code {
    const { name, table, constraintKind, was, isShared } = this;
    const options: CodeEntry[] = [["type", stringCode(constraintKind)]];
    if (was && isShared) options.push(["existing", s.constraint(was)]);
    return callCode(s.op("dropConstraint"), stringCode(name), ...s.target(table), objectCode(options));
  }
}
