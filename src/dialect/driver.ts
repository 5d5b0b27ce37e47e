/** Where and how to connect: a parsed database URL and what was given beside it. */
export interface ConnectTarget {
  /** The scheme without a driver part: `postgresql`, `mysql`, `mariadb`, `sqlite`. */
  readonly scheme: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  /** The database's name; for SQLite the absolute path of the file, or `:memory:`. */
  readonly database?: string;
  /** The URL's query parameters, in order; the last of a name wins. */
  readonly params: ReadonlyMap<string, string>;
  /** The project's folder, whose packages are used where this package has none of its own beside it. */
  readonly baseDir?: string;
  /** Milliseconds to wait for a connection; the driver's own default where it is left out. */
  readonly connectTimeoutMs?: number;
  /** Options passed to the driver as they are. */
  readonly driverOptions?: Readonly<Record<string, unknown>>;
}

/** What a statement gave. Rows are arrays in the order of `fields`. */
export interface DriverResult {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows that were changed, or returned where none can be changed. */
  readonly rowCount: number;
  /** The key that MySQL, MariaDB or SQLite gave to the last inserted row. */
  readonly lastInsertId?: number | bigint;
  /** What the server says it did, where it says so: the answer to a `COMMIT` may be `ROLLBACK`. */
  readonly command?: string;
}

/**
 * One open connection. Statements run one after another; values in results are JavaScript's nearest:
 * integers beyond 2^53 are bigint, decimals and dates without a time are strings, timestamps are Date (in UTC where
 * the column has no zone), bytes are Uint8Array.
 */
export interface DriverConnection {
  /** The server's version as it tells it when the connection opens, without a statement. */
  readonly serverVersion: string;
  /** The driver's own connection, for what only it can do. */
  readonly raw: unknown;
  /** Runs one statement with parameters in the driver's form. Rejects with the driver's own error. */
  query(sql: string, params?: readonly unknown[]): Promise<DriverResult>;
  /** Runs statements without parameters, in one round trip where the driver can. Stops at the first error. */
  batch(statements: readonly string[]): Promise<readonly DriverResult[]>;
  /** Whether a transaction is open, where the driver can tell without asking the server; else null. */
  inTransaction(): boolean | null;
  /** Asks the server to stop the running statement; its promise then rejects. */
  cancel(): Promise<void>;
  /** Whether the connection still answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens connections through one npm package. */
export interface Driver {
  /** The npm package, for `npm install …` when it is missing. */
  readonly packageName: string;
  /**
   * Loads the package on first use and opens a connection. Session settings that results depend on are set here.
   *
   * @throws {ConfigError} `config.driver-missing`: the package is not installed
   * @throws {ConfigError} `config.bad-url`: a parameter is unknown, or cannot be honored by the driver
   * @throws {OperationalError} `db.connect` and its kin: the server cannot be reached or refuses
   */
  open(target: ConnectTarget): Promise<DriverConnection>;
}

/** So many rows are worth a function of their own, compiled for their fields: it takes a sixth of the time. */
const MANY_ROWS = 32;

/** The rows of a result as objects, by field name. */
export function toObjects<R>({ fields, rows }: DriverResult): readonly R[] {
  // In an object literal this name would be the prototype.
  if (rows.length >= MANY_ROWS && !fields.includes("__proto__")) return rows.map(compiledFor(fields)) as R[];
  return rows.map((row) => {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < fields.length; i++) object[fields[i]!] = row[i];
    return object as R;
  });
}

/** So many of these functions are kept, as V8 would compile each of them anew. */
const MOST_KEPT = 64;

const kept = new Map<string, (row: readonly unknown[]) => unknown>();

/** A function of the fields that V8 compiles: `(row) => ({ "id": row[0], "name": row[1] })`. */
function compiledFor(fields: readonly string[]): (row: readonly unknown[]) => unknown {
  const members = fields.map((field, i) => `${JSON.stringify(field)}: row[${i}]`).join(", ");
  const known = kept.get(members);
  if (known) return known;
  const made = new Function("row", `return { ${members} };`) as (row: readonly unknown[]) => unknown;
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(members, made);
  return made;
}
