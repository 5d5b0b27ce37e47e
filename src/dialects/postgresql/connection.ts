import type { EventEmitter } from "node:events";
import type pg from "pg";
import type { DriverConnection, DriverResult } from "../../dialect/driver.js";
import { TYPE_PARSERS } from "./decode.js";
import { CONNECTION_FAILURE } from "./errors.js";

/** The driver's own wire connection, whose messages tell what the client does not. */
export interface Wire extends EventEmitter {
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  end(): void;
  readonly stream: { destroy(): void };
}

/** What the driver's client has beyond its published types. */
export type WireClient = Omit<pg.Client, "connection"> & {
  readonly connection: Wire;
  readonly processID: number;
  readonly secretKey: number;
};

/** Results as the driver gives them: several where a text held several statements. */
type Given = pg.QueryArrayResult<unknown[]>;

const CANCEL_TIMEOUT_MS = 5000;

/** A request whose rows come as lists. The driver copies each one's own members, so that it has few of them. */
class Request implements pg.QueryArrayConfig<unknown[]> {
  readonly text: string;
  readonly values?: unknown[];

  constructor(text: string, params: readonly unknown[]) {
    this.text = text;
    if (params.length > 0) this.values = [...params];
  }

  get rowMode(): "array" {
    return "array";
  }

  get types(): typeof TYPE_PARSERS {
    return TYPE_PARSERS;
  }
}

/** One open connection through `pg`. */
export class PostgresqlConnection implements DriverConnection {
  readonly raw: WireClient;
  readonly #wireForCancel: () => Wire;
  readonly #tls: boolean;
  readonly #parameters: ReadonlyMap<string, string>;
  /** The state that the server told last. @source PostgreSQL 18, 54.7 ReadyForQuery */
  #state = "I";
  /** How often it has told. */
  #answers = 0;
  #lost = false;
  #tail: Promise<unknown> = Promise.resolve();
  #wake: (() => void) | undefined;

  /** @param parameters what the server reports, filled when the connection opens */
  constructor(
    client: WireClient,
    parameters: ReadonlyMap<string, string>,
    wireForCancel: () => Wire,
    tls: boolean,
  ) {
    this.raw = client;
    this.#parameters = parameters;
    this.#wireForCancel = wireForCancel;
    this.#tls = tls;
    const lost = () => {
      this.#lost = true;
      this.#wake?.();
    };
    client.connection.on("readyForQuery", (message: { readonly status: string }) => {
      this.#state = message.status;
      this.#answers++;
      this.#wake?.();
    });
    client.connection.on("end", lost);
    client.connection.on("error", lost);
    // Without a listener the loss of an idle connection would end the process.
    client.on("error", lost);
  }

  get serverVersion(): string {
    return this.#parameters.get("server_version") ?? "";
  }

  query(sql: string, params: readonly unknown[] = []): Promise<DriverResult> {
    return this.#next(async () => toResult((await this.#send(sql, params)).at(-1)));
  }

  /** One request of the simple protocol: outside of a transaction the statements are one of their own. */
  batch(statements: readonly string[]): Promise<readonly DriverResult[]> {
    const sent = statements.filter((statement) => !isBlank(statement));
    if (sent.length === 0) return Promise.resolve(statements.map(() => toResult(undefined)));
    return this.#next(async () => {
      // A line break ends a comment that would swallow the semicolon.
      const results = await this.#send(sent.join("\n;\n"), []);
      let position = 0;
      return statements.map((statement) => toResult(isBlank(statement) ? undefined : results[position++]));
    });
  }

  inTransaction(): boolean {
    return this.#state !== "I";
  }

  /** @source PostgreSQL 18, 54.2.8 Canceling Requests in Progress */
  cancel(): Promise<void> {
    const wire = this.#wireForCancel();
    const { processID, secretKey, host, port } = this.raw;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => wire.stream.destroy(), CANCEL_TIMEOUT_MS);
      const send = () => wire.cancel(processID, secretKey);
      wire.on("connect", () => (this.#tls ? wire.requestSsl() : send()));
      wire.on("sslconnect", send);
      wire.on("error", (error: NodeJS.ErrnoException) => {
        // The server hangs up as soon as it has read the request.
        if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
      });
      wire.on("end", () => {
        clearTimeout(timer);
        resolve();
      });
      wire.connect(port, host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : host);
    });
  }

  async ping(): Promise<boolean> {
    if (this.#lost) return false;
    try {
      await this.query("SELECT 1");
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    this.#lost = true;
    await this.raw.end();
  }

  /** Runs work after all that was asked before it. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => {});
    return result;
  }

  /** Settles when the server has told its state, or the connection is gone. */
  #answer(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #send(text: string, params: readonly unknown[]): Promise<readonly Given[]> {
    const answers = this.#answers;
    try {
      const given = await this.raw.query<unknown[], unknown[]>(new Request(text, params));
      return Array.isArray(given) ? (given as readonly Given[]) : [given];
    } catch (error) {
      // The driver rejects before the server has told in which state the error left the transaction.
      if (!this.#lost && this.#answers === answers) await this.#answer();
      if (this.#lost && error instanceof Error && !("code" in error)) {
        Object.assign(error, { code: CONNECTION_FAILURE });
      }
      throw error;
    }
  }
}

/** Nothing but spaces, comments and semicolons, for which the server gives no result. */
function isBlank(statement: string): boolean {
  return /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*$/.test(statement);
}

function toResult(given: Given | undefined): DriverResult {
  if (!given) return { fields: [], rows: [], rowCount: 0 };
  return {
    fields: given.fields.map(({ name }) => name),
    rows: given.rows,
    rowCount: given.rowCount ?? 0,
    ...(given.command !== null && { command: given.command }),
  };
}
