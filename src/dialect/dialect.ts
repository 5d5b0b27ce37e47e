import type { DatabaseError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import type { TableName } from "../schema/name.js";
import type { NameLimit } from "../schema/naming.js";
import type { Domain, Entity, EntityKind } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import type { ClientScript } from "./client-script.js";
import type { Driver, DriverConnection, DriverResult } from "./driver.js";
import type { HiddenKind } from "./hidden-kind.js";
import type { OptionRules } from "./option-rule.js";
import type { Timeouts } from "./timeouts.js";

/** Differences that shared code may read. Each is a property of the server, never its name. */
export interface Features {
  /** DDL can be rolled back, so a revision runs in one transaction. */
  readonly transactionalDdl: boolean;
  /** A transaction begins without waiting for others, and in one request with the end of the one before; else left out. */
  readonly beginsAtOnce?: boolean;
  /** How a column is changed: facet by facet, restated as a whole, or by copying the table. */
  readonly alterColumn: "facets" | "restate" | "rebuild";
  /** Changes to one table are gathered in one `op.batchAlterTable` in generated scripts. */
  readonly batchAlter: boolean;
  /** A column refuses values that its type does not hold. */
  readonly checksTypes: boolean;
  readonly identifierLimit: NameLimit | null;
  /** What the database's own file is called where others may be attached, in which names are then looked for, too. */
  readonly ownFile?: string;
  /** Tables and columns have comments. */
  readonly comments: boolean;
  /** Enum types are objects of their own with a name. */
  readonly namedEnums: boolean;
  /** Sequences stand by themselves, beside those of columns. */
  readonly sequences: boolean;
  /** A type can be narrowed under a name of its own. */
  readonly domains: boolean;
  /** There are types that are made of others, composite and range types; left out where there are none. */
  readonly userTypes?: boolean;
  /** Schemas inside a database are made and removed. */
  readonly namespaces: boolean;
  /** A table may have no columns. */
  readonly tablesWithoutColumns?: true;
  /** Indexes and constraints can be given another name in place. */
  readonly renamesParts: { readonly indexes: boolean; readonly constraints: boolean };
  /** The kinds of objects that are declared by their SQL, and how their definition is changed. */
  readonly entities: { readonly [K in EntityKind]?: "replace" | "recreate" };
  /** What is dropped and made anew loses rights and all else that its declaration does not say, unless it is given back. */
  readonly forgetsEntities: boolean;
  /** A column cannot change its type or go while a view looks at it. */
  readonly viewsHoldColumns: boolean;
  /**
   * What objects that are declared by their SQL may have beside it: triggers that are constraints, views parameters,
   * functions a body that is not checked; and comments, which others pass over.
   */
  readonly entityOptions: readonly ("constraint" | "with" | "unchecked" | "comment")[];
  /** Tables live in schemas inside a database. */
  readonly schemas: boolean;
  /** A primary key keeps the name it is given. */
  readonly primaryKeyNames: boolean;
  /** Checks, foreign keys and uniques keep the names they are given. */
  readonly constraintNames: boolean;
  /** A constraint may be left without a name; else the database makes one up. */
  readonly namelessConstraints: boolean;
  readonly deferrableConstraints: boolean;
  /** A foreign key needs an index on its columns, which cannot be dropped while the key is there. */
  readonly foreignKeysNeedIndexes: boolean;
  /** A column that numbers itself must lead an index from the start. */
  readonly identityNeedsIndex: boolean;
  readonly partialIndexes: boolean;
  readonly expressionIndexes: boolean;
  readonly indexInclude: boolean;
  readonly indexMethods: boolean;
  readonly indexNulls: boolean;
  readonly computedVirtual: boolean;
  readonly computedStored: boolean;
  /**
   * Where a computed column is not changed in place, the plan of the change makes it anew with all that stands on it, as
   * does that of another type of a column that it is worked out from; elsewhere it is dropped and added.
   */
  readonly remakesComputed: boolean;
  /** Computed columns by how they are kept, and what such a one becomes in place. */
  readonly alterComputed: {
    readonly [K in "stored" | "virtual"]?: readonly ("stored" | "virtual" | "plain")[];
  };
  /** INSERT, UPDATE and DELETE can give rows back. */
  readonly returning: boolean;
  readonly isolationLevels: readonly IsolationLevel[];
}

/** How far transactions are kept apart. AUTOCOMMIT is none: every statement stands alone. */
export type IsolationLevel =
  | "AUTOCOMMIT"
  | "READ UNCOMMITTED"
  | "READ COMMITTED"
  | "REPEATABLE READ"
  | "SERIALIZABLE";

/** Reads the database; a `DriverConnection` is one. */
export type Queryable = Pick<DriverConnection, "query" | "batch">;

/** What is to be reflected. */
export interface ReflectRequest {
  /**
   * Schemas to read; the connection's default schema where left out, and where a name is the empty text. Objects of
   * the default schema carry no schema, however they were asked for.
   */
  readonly schemas?: readonly string[];
  /** Schemas of which only is asked whether they are there and what is said of them, not what is in them. */
  readonly namespaces?: readonly string[];
  /** Tables to read, where not all; names are of the schemas above. */
  readonly tables?: readonly TableName[];
  /** Tables left out, such as the version table. */
  readonly exclude?: readonly TableName[];
}

/** One statement of a plan. */
export interface Statement {
  readonly sql: string;
  readonly params?: readonly unknown[];
  /** It cannot run inside a transaction: what was done before it is committed. */
  readonly autocommit?: boolean;
}

/** What a plan may ask about the database as it stands, or as the steps before it will leave it. */
export interface Live {
  /** The table as it stands, or null where there is none or it is not known. */
  table(name: TableName): Promise<Table | null>;
  /** Asks the database; null without a connection, and where the table that it is about is to be changed before. */
  query(sql: string, params?: readonly unknown[], about?: TableName): Promise<DriverResult | null>;
  /** Whether the statements of the plan run inside of a transaction; left out where that is so or not known. */
  inTransaction?(): boolean | null;
  /** What plans of one script leave for later ones of it, each under a key of its own; left out where nothing is. */
  readonly notes?: Map<string, unknown>;
  /** What earlier steps of the same plan made, and whether there is nothing else; left out where none are planned. */
  planned?(): { readonly schema: Schema; readonly isWhole: boolean };
}

/** A model's expressions in the database's own words, table by table in the order asked. */
export interface Canonical {
  readonly tables: readonly Table[];
  /** The domains of the schema, where the dialect has any. */
  readonly domains?: readonly Domain[];
  /** Why the database could not be asked, as a sentence; the tables are then as they were given. */
  readonly problem?: string;
  /** The tables and domains of which it could not be asked for a lack of rights, and so may write in other words. */
  readonly unasked?: readonly TableName[];
}

/** What a database tells of one declared object. */
export interface EntityReading {
  readonly entity: Entity;
  /** What it holds, in its own words; null where there is no such object. */
  readonly standing: string | null;
  /** What it would hold if the declared one were made now; null where it could not be tried. */
  readonly wanted: string | null;
  /** The definition as it stands, in the form that `Entity.definition` has. */
  readonly definition?: string;
  /** The arguments of a function as it stands. */
  readonly arguments?: string;
  /** When a trigger fires as it stands. */
  readonly event?: string;
  /** A trigger is a constraint as it stands. */
  readonly constraint?: true;
  /** An index of a materialized view is unique as it stands. */
  readonly unique?: true;
  /** The names of a view's columns as it stands, where its definition does not give them. */
  readonly columns?: readonly string[];
  /** The parameters of a view as it stands. */
  readonly with?: readonly string[];
  /** The dictionaries of a text search configuration as it stands. */
  readonly mappings?: Readonly<Record<string, string>>;
  /** The comment as it stands. */
  readonly comment?: string;
  /** The comments of a view's columns as they stand. */
  readonly columnComments?: Readonly<Record<string, string>>;
  /** It can be replaced in place, where its kind can. */
  readonly isReplaceable: boolean;
  /** What could not be found out, as a sentence. */
  readonly problem?: string;
}

/** Holds a connection in the state that schema changes need. */
export interface MigrationGuard {
  /** Whether a commit checks the same as `verify`, so that it need not come before one. */
  readonly commitVerifies: boolean;
  /**
   * Checks, inside the transaction and before it commits, that no rule is broken.
   *
   * @throws {IntegrityError} `db.foreign-key`: rows refer to rows that are not there
   */
  verify(): Promise<void>;
  /** Puts the connection back as it was; outside of any transaction. */
  release(): Promise<void>;
}

/** One database product, at one version: everything that shared code may ask of it. */
export interface Dialect {
  /** For messages and for choosing among dialect-specific options; shared code never compares it. */
  readonly name: string;
  /** The product's own spelling of its name, such as `PostgreSQL`, for people. */
  readonly title: string;
  /** The key of its options (`DialectOptions`) and native types, and the entry `migr/…` that has its builders. */
  readonly vocabulary: string;
  readonly features: Features;
  /** Quoting, literals, types and the SQL of every node. */
  readonly spelling: Spelling;
  /** What only this database knows about tables, columns, indexes and constraints. */
  readonly optionRules: OptionRules;

  /**
   * What the database will hold of a schema: types it stores otherwise, enums it keeps as checks, names it ignores.
   * Comparing starts from this. Adapting twice gives the same.
   *
   * @throws {CompileError} `compile.unsupported`: it has no such type or option
   * @throws {CompileError} `compile.bad-identifier`: a name is too long
   */
  adapt(schema: Schema): Schema;

  /** The database's schema, with a constant number of statements whatever its size. */
  reflect(db: Queryable, request?: ReflectRequest): Promise<Schema>;

  /**
   * Sees to it that nothing is hidden from the user that a comparison would take for missing; asked before changes are
   * proposed, where a database hides things and says nothing.
   *
   * @throws {OperationalError} `db.catalog-hidden`: something may be
   */
  assertVisible?(db: Queryable): Promise<void>;

  /** The kinds of objects that may be hidden from the user and are no reason to stop; asked before changes are proposed. */
  hiddenKinds?(db: Queryable): Promise<readonly HiddenKind[]>;

  /**
   * The tables with the options that a constant number of statements cannot tell and that no comparison is about; asked of
   * all tables that a comparison changes, and by `pull` of those only that may have options which their engine heeds.
   */
  withUnseen?(db: Queryable, tables: readonly Table[], scope: "all" | "heeded"): Promise<readonly Table[]>;

  /** The schemas that can be reflected, in order of name, without the database's own. */
  schemaNames(db: Queryable): Promise<readonly string[]>;

  /** The type a native name stands for; `rawType` where the vocabulary has none. */
  parseType(native: string): SqlType;

  /** The collation of a table's columns that name none, where each table has one of its own. */
  columnCollation?(table: Table): string | undefined;

  /** The names of the sequences that come and go with a table's columns, which expressions of others may name. */
  sequencesOf?(table: Table): readonly string[];

  /** A text that is equal for two spellings of one expression, as far as spelling alone can tell. */
  normalize(expression: Node, column?: { readonly type: SqlType }): string;

  /**
   * Asks the database how it would write the expressions of adapted tables, leaving nothing behind and running
   * none of them: each is made in a scratch place and reflected.
   */
  canonical(db: DriverConnection, schema: Schema, tables: readonly Table[]): Promise<Canonical>;

  /**
   * Every object of these schemas that models can declare by its SQL, the empty text being the default schema; what
   * extensions own is left out.
   */
  listEntities(db: DriverConnection, schemas: readonly string[]): Promise<readonly Entity[]>;

  /** Asks the database what it holds of declared objects, and what it would hold of them; nothing is left behind. */
  readEntities(db: DriverConnection, entities: readonly Entity[]): Promise<readonly EntityReading[]>;

  /**
   * What the database will refuse of the operations for something that uses what changes and that they do not take
   * away, or what of that it will leave to fail, a sentence each; asked where something is proposed, of databases that
   * do so.
   *
   * @param schema what the database has
   */
  inTheWay?(db: Queryable, operations: readonly Operation[], schema: Schema): Promise<readonly string[]>;

  /** The statements that carry an operation out, in order. */
  plan(operation: Operation, live: Live): Promise<readonly Statement[]>;

  /** How a script is written for the program that comes with the database. */
  readonly clientScript: ClientScript;

  /** The statements that begin a transaction; `write` takes the lock that writing needs at once. */
  begin(isolation: IsolationLevel | null, write: boolean): readonly string[];

  /**
   * Makes a schema the one that names without a schema are in, for as long as the connection lives.
   *
   * @param path the schema, and those that are searched after it
   * @param create makes the schema where it is missing
   * @returns whether the schema is there
   * @throws {CompileError} `compile.unsupported`: the database has no schemas, or searches but one
   */
  enterSchema(db: DriverConnection, path: readonly string[], create: boolean): Promise<boolean>;

  /** The statements that make and remove a database on the server; null where a database is a file. */
  readonly scratchDatabase: {
    create(name: string): string;
    drop(name: string): string;
  } | null;

  /** Prepares a connection for schema changes, outside of any transaction. */
  guard(db: DriverConnection, timeouts?: Timeouts): Promise<MigrationGuard>;

  /**
   * Takes the database-wide lock of this name, so that one runner at a time works.
   *
   * @param timeoutMs milliseconds to wait
   * @returns releases the lock; null when the wait ran out
   */
  lock(db: DriverConnection, name: string, timeoutMs: number): Promise<(() => Promise<void>) | null>;

  /** The driver's error as one of ours, told by its code and never by its text. */
  toDatabaseError(thrown: unknown, statement?: Statement): DatabaseError;
}

/** A dialect's folder as the registry loads it. */
export interface DialectModule {
  readonly driver: Driver;
  /** The dialect of a server of this version, as `DriverConnection.serverVersion` tells it. */
  dialectFor(serverVersion: string): Dialect;
  /** The dialect of the newest supported server, for work without a connection. */
  readonly newest: Dialect;
  /** The dialect of scripts, whose version of the server nobody knows before they run. */
  readonly offline: Dialect;
  /** The port where the URL names none; null where there are no ports. */
  readonly defaultPort: number | null;
}
