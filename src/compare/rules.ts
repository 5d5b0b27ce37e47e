import type { Operation } from "../ops/operation.js";
import type { Column } from "../schema/column.js";
import type { Constraint, ConstraintKind } from "../schema/constraint.js";
import type { TableName } from "../schema/name.js";
import type { Domain, EnumType, Sequence } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { UserType } from "../schema/user-type.js";
import type { Node } from "../sql/node.js";
import type { SqlType } from "../types/type.js";

/** The kinds of object that filters are asked about. */
export type ObjectKind =
  | "schema"
  | "table"
  | "column"
  | "index"
  | "enum"
  | "domain"
  | "userType"
  | "sequence"
  | ConstraintKind;

/** Where an object belongs; null at a level that has none. */
export interface ObjectParent {
  readonly schema: string | null;
  readonly table: string | null;
}

/** Whether a name in the database is to be read at all. */
export type IncludeName = (name: string | null, kind: ObjectKind, parent: ObjectParent) => boolean;

/** An object of the models or of the database, as filters see it. */
export type SchemaObject = Table | Column | TableIndex | Constraint | EnumType | Domain | UserType | Sequence;

/**
 * Whether an object takes part in comparing.
 *
 * @param reflected the object is the database's, not the models'
 * @param counterpart the object of the other side, or null where it has none
 */
export type IncludeObject = (
  object: SchemaObject,
  name: string,
  kind: ObjectKind,
  reflected: boolean,
  counterpart: SchemaObject | null,
) => boolean;

/** What a comparison is about; `column` is null for a table's own. */
export interface ComparedPlace {
  readonly table: TableName;
  readonly column: string | null;
}

/** On, off, or a function that says whether two values differ; null leaves the answer to `migr`. */
export type CompareRule<T> = boolean | ((from: T, to: T, place: ComparedPlace) => boolean | null);

/** What is compared between database and models; all of it is on by default. */
export interface CompareRules {
  readonly type?: CompareRule<SqlType>;
  readonly serverDefault?: CompareRule<Node | null>;
  readonly comment?: CompareRule<string | null>;
  readonly nullable?: boolean;
  readonly identity?: boolean;
  readonly computed?: boolean;
  readonly collation?: boolean;
  /** What only one database knows about tables, columns, indexes and constraints. */
  readonly options?: boolean;
  readonly index?: boolean;
  readonly primaryKey?: boolean;
  readonly unique?: boolean;
  readonly foreignKey?: boolean;
  readonly check?: boolean;
  readonly exclude?: boolean;
  readonly enum?: boolean;
  readonly sequence?: boolean;
  readonly domain?: boolean;
  /** Composite and range types. */
  readonly userType?: boolean;
  readonly schema?: boolean;
}

/**
 * A comparator of a project's own: gives operations that take what the database has to what the models declare. Each
 * has an inverse, and is written into scripts by its `source`.
 *
 * @param from the database's schema
 * @param to the models' schema, as the database would hold it
 */
export type Comparator = (from: Schema, to: Schema) => readonly Operation[] | Promise<readonly Operation[]>;

/** Whether two values differ by a rule; `own` is asked where the rule leaves the answer open. */
export function differsBy<T>(
  rule: CompareRule<T> | undefined,
  from: T,
  to: T,
  place: ComparedPlace,
  own: () => boolean,
): boolean {
  if (rule === false) return false;
  const answer = typeof rule === "function" ? rule(from, to, place) : null;
  return answer ?? own();
}
