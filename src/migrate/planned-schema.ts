import type { Dialect, Live } from "../dialect/dialect.js";
import { MigrError } from "../errors/base.js";
import type { Execute } from "../ops/data.js";
import type { Operation } from "../ops/operation.js";
import { nameKey, type TableName } from "../schema/name.js";
import { EMPTY_SCHEMA, findTable, type Schema, withoutTable } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { writeSql } from "../sql/writer.js";

/** How a planned schema begins. */
export interface PlannedStart {
  /** What is known to be there at first. */
  readonly from: Schema;
  /** Whether that is all there is. */
  readonly isWhole: boolean;
}

/** The start of a script for an empty database. */
export const FROM_NOTHING: PlannedStart = Object.freeze({ from: EMPTY_SCHEMA, isWhole: true });

/** The start of a script for a database of which nothing is known. */
export const FROM_UNKNOWN: PlannedStart = Object.freeze({ from: EMPTY_SCHEMA, isWhole: false });

/**
 * The schema as operations leave it that are planned and not run. What SQL text makes of it is not known: a table
 * that text changes, or may change, is known no more.
 */
export class PlannedSchema {
  readonly #dialect: Dialect;
  #isWhole: boolean;
  #schema: Schema;
  readonly #notes = new Map<string, unknown>();
  /** Tables that operations have been planned for. */
  readonly #touched = new Set<string>();

  constructor(dialect: Dialect, { from, isWhole }: PlannedStart) {
    this.#dialect = dialect;
    this.#schema = from;
    this.#isWhole = isWhole;
  }

  /** Whether an operation may have changed a table. */
  isTouched(name: TableName): boolean {
    return this.#touched.has(nameKey(name));
  }

  /** The schema as far as it is known now; what is planned later leaves it as it is. */
  get known(): Schema {
    return this.#schema;
  }

  /** A table as the database would hold it. It alone is adapted: a long plan would adapt all of them at each step. */
  readonly table: Live["table"] = async (name) => {
    const table = findTable(this.#schema, name);
    return table && findTable(this.#dialect.adapt({ ...this.#schema, tables: [table] }), name);
  };

  /** What plans may ask where a database is behind what is planned: it is asked about what is still as it was. */
  over(live: Live): Live {
    return {
      table: this.table,
      query: async (sql, params, about) =>
        about !== undefined && this.isTouched(about) ? null : live.query(sql, params),
      notes: this.#notes,
      planned: () => ({ schema: this.#schema, isWhole: false }),
    };
  }

  /** What plans may ask where there is no database: what is known of the planned schema, and no more. */
  get alone(): Live {
    const planned = () => ({ schema: this.#schema, isWhole: this.#isWhole });
    return { table: this.table, query: async () => null, planned };
  }

  /** Takes an operation as done. */
  apply(operation: Operation): void {
    for (const name of tablesOf(operation)) this.#touched.add(nameKey(name));
    if (operation.kind === "execute") {
      this.#follow(operation as Execute);
      return;
    }
    try {
      this.#schema = this.#asHeld(operation.apply(this.#schema), operation);
    } catch (thrown) {
      // It changes something that is not known, and which stays so.
      if (!(thrown instanceof MigrError)) throw thrown;
    }
  }

  /**
   * The tables of an operation as the database holds them then, since later operations name what it has made of them:
   * the check that stands for an enum type, too. Enum types that come along with a table or column stay when that goes.
   */
  #asHeld(after: Schema, operation: Operation): Schema {
    const names = new Set(tablesOf(operation).map(nameKey));
    const tables = after.tables.filter((table) => names.has(nameKey(table)));
    if (tables.length === 0) return after;
    const known = new Set(after.enums.map(nameKey));
    const held = this.#dialect.adapt({ ...after, tables });
    const enums = held.enums.filter((each) => !known.has(nameKey(each)));
    return {
      ...after,
      tables: after.tables.map((table) => findTable(held, table) ?? table),
      enums: [...after.enums, ...enums],
    };
  }

  #follow({ statement }: Execute): void {
    const { sql } = writeSql(statement, this.#dialect.spelling, { literals: true });
    if (!mayChangeSchema(sql)) return;
    if (/\btype\b/i.test(sql)) this.#isWhole = false;
    for (const table of this.#schema.tables.filter((each) => mentions(sql, each))) {
      this.#touched.add(nameKey(table));
      this.#schema = withoutTable(this.#schema, table);
    }
  }
}

/** The tables that an operation names. */
function tablesOf(operation: Operation): readonly TableName[] {
  const { table, to } = operation as { readonly table?: TableName; readonly to?: unknown };
  if (table === undefined) return [];
  const renamed = operation.kind === "renameTable" && typeof to === "string" ? [{ ...table, name: to }] : [];
  return [table, ...renamed];
}

/** What rows are read and written with. */
const ROW_STATEMENT =
  /^(?:select|insert|update|delete|replace|merge|with|values|explain|analyze|set|grant)\b/i;
const COMMENTS = /^(?:\s+|--[^\n]*\n?|\/\*[\s\S]*?\*\/|\()+/;

function mayChangeSchema(sql: string): boolean {
  const text = sql.replace(COMMENTS, "").replace(/[\s;]+$/, "");
  if (ROW_STATEMENT.test(text) && !text.includes(";")) return false;
  return /\b(?:create|alter|drop|rename|comment|truncate|pragma)\b/i.test(text);
}

function mentions(sql: string, { name }: Table): boolean {
  return sql.toLowerCase().includes(name.toLowerCase());
}
