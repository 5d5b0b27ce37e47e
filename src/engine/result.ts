import type { DriverResult } from "../dialect/driver.js";
import { ResultError } from "../errors/errors.js";
import { enumerate } from "../util/text.js";

/** A row as an object, by column name. */
export type Row = Record<string, unknown>;

/** Rows in one form: as they come, one at most, exactly one. They can be read any number of times. */
export class Rows<T> implements Iterable<T> {
  readonly #rows: DriverResult["rows"];
  readonly #toItem: (row: readonly unknown[]) => T;

  constructor(rows: DriverResult["rows"], toItem: (row: readonly unknown[]) => T) {
    this.#rows = rows;
    this.#toItem = toItem;
  }

  /** All rows. */
  all(): T[] {
    return this.#rows.map(this.#toItem);
  }

  /** The first row, or null where there is none; further rows do not matter. */
  first(): T | null {
    const row = this.#rows[0];
    return row === undefined ? null : this.#toItem(row);
  }

  /**
   * The only row.
   *
   * @throws {ResultError} `result.no-row`: there is none
   * @throws {ResultError} `result.many-rows`: there are several
   */
  one(): T {
    const [row] = this.#rows;
    if (row === undefined) {
      throw new ResultError("result.no-row", "One row was expected, but the statement gave none.", {
        hint: "Use oneOrNone() or first() where no row is possible.",
      });
    }
    this.#refuseSeveral();
    return this.#toItem(row);
  }

  /**
   * The only row, or null where there is none.
   *
   * @throws {ResultError} `result.many-rows`: there are several
   */
  oneOrNone(): T | null {
    this.#refuseSeveral();
    return this.first();
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const row of this.#rows) yield this.#toItem(row);
  }

  #refuseSeveral(): void {
    const count = this.#rows.length;
    if (count < 2) return;
    throw new ResultError("result.many-rows", `One row was expected, but the statement gave ${count}.`, {
      hint: "Use first() or all() where several rows are possible.",
      details: { rows: count },
    });
  }
}

/** What a statement gave. The rows are in memory as a whole and can be read any number of times. */
export class Result<R = Row> implements Iterable<R> {
  readonly #result: DriverResult;
  #keys: readonly string[] | undefined;
  #objects: Rows<R> | undefined;

  constructor(result: DriverResult) {
    this.#result = result;
  }

  /** The names of the columns as the database gives them; two may be equal. */
  get fields(): readonly string[] {
    return this.#result.fields;
  }

  /** The names of the columns in row objects: of equal ones, the later have a number, as in `id`, `id_1`. */
  get keys(): readonly string[] {
    this.#keys ??= uniqueKeys(this.#result.fields);
    return this.#keys;
  }

  /** Whether the statement is one that gives rows, were they none. */
  get returnsRows(): boolean {
    return this.#result.fields.length > 0;
  }

  /** Rows that were changed, or returned where none can be changed. */
  get rowCount(): number {
    return this.#result.rowCount;
  }

  /** The key that MySQL, MariaDB or SQLite gave to the last inserted row. */
  get lastInsertId(): number | bigint | undefined {
    return this.#result.lastInsertId;
  }

  /** All rows. @throws {ResultError} `result.not-rows`: the statement gives no rows */
  all(): R[] {
    return this.#rows().all();
  }

  /** The first row, or null where there is none. @throws {ResultError} `result.not-rows`: the statement gives no rows */
  first(): R | null {
    return this.#rows().first();
  }

  /**
   * The only row.
   *
   * @throws {ResultError} `result.no-row`: there is none
   * @throws {ResultError} `result.many-rows`: there are several
   */
  one(): R {
    return this.#rows().one();
  }

  /** The only row, or null where there is none. @throws {ResultError} `result.many-rows`: there are several */
  oneOrNone(): R | null {
    return this.#rows().oneOrNone();
  }

  /** The rows as objects, one by one. */
  [Symbol.iterator](): IterableIterator<R> {
    return this.#rows()[Symbol.iterator]();
  }

  /** The rows as plain objects, whatever the rows of this result are. */
  mappings(): Rows<Row> {
    return this.#rows() as Rows<unknown> as Rows<Row>;
  }

  /** The rows as arrays in the order of the columns. */
  tuples<T extends readonly unknown[] = unknown[]>(): Rows<T> {
    return new Rows(this.#answer().rows, (row) => [...row] as readonly unknown[] as T);
  }

  /**
   * The values of one column, by its name or its position, which starts at 0.
   *
   * @throws {ResultError} `result.no-column`: there is no such column
   */
  scalars<T = unknown>(column: string | number = 0): Rows<T> {
    const { rows } = this.#answer();
    const position = this.#position(column);
    return new Rows(rows, (row) => row[position] as T);
  }

  /** The first column of the first row, or null where there is no row. */
  scalar<T = unknown>(): T | null {
    return this.scalars<T>().first();
  }

  /**
   * The first column of the only row.
   *
   * @throws {ResultError} `result.no-row`: there is none
   * @throws {ResultError} `result.many-rows`: there are several
   */
  scalarOne<T = unknown>(): T {
    return this.scalars<T>().one();
  }

  #rows(): Rows<R> {
    this.#objects ??= new Rows(this.#answer().rows, toObject(this.keys) as (row: readonly unknown[]) => R);
    return this.#objects;
  }

  #answer(): DriverResult {
    if (!this.returnsRows) {
      throw new ResultError("result.not-rows", "The statement gives no rows, so none can be read.", {
        hint: "Use rowCount or lastInsertId, or add RETURNING where the database has it.",
      });
    }
    return this.#result;
  }

  #position(column: string | number): number {
    const position = typeof column === "number" ? column : this.keys.indexOf(column);
    if (Number.isInteger(position) && position >= 0 && position < this.keys.length) return position;
    throw new ResultError("result.no-column", `The result has no column ${JSON.stringify(column)}.`, {
      hint: `Its columns are ${enumerate(this.keys)}.`,
    });
  }
}

function uniqueKeys(fields: readonly string[]): readonly string[] {
  if (new Set(fields).size === fields.length) return fields;
  const taken = new Set<string>();
  return fields.map((field) => {
    let key = field;
    // A number that would give a name of another column is passed over.
    for (let n = 1; taken.has(key) || (key !== field && fields.includes(key)); n++) key = `${field}_${n}`;
    taken.add(key);
    return key;
  });
}

/** How a row becomes an object. */
function toObject(keys: readonly string[]): (row: readonly unknown[]) => Row {
  // Assigning __proto__ would change the prototype; fromEntries makes it a property as any other.
  if (keys.includes("__proto__")) return (row) => Object.fromEntries(keys.map((key, i) => [key, row[i]]));
  return (row) => {
    const object: Row = {};
    for (let i = 0; i < keys.length; i++) object[keys[i]!] = row[i];
    return object;
  };
}
