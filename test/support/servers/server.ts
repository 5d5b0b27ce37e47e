/** The database servers that the tests talk to over a network. */
export type ServerTarget = "postgresql" | "mysql" | "mariadb";

/** How to run a server in the foreground. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** The signal that ends it soonest; its data is thrown away afterwards. */
  readonly signal: NodeJS.Signals;
}

/** A server program that was found and not yet started. */
export interface Program {
  /** Where it came from, for people: `the PATH`, `Docker`. */
  readonly origin: string;
  /** How long its first answer may take, in milliseconds. */
  readonly startMs: number;
  /** Makes the data in an empty folder. */
  prepare(folder: string): Promise<void>;
  command(folder: string, port: number): Command;
  url(port: number): string;
}

/** One place a server program may come from. */
export interface Source {
  readonly name: string;
  /** The program, or a sentence on why there is none. */
  find(): Promise<Program | string>;
}

/** What the tests need to know about one kind of server. */
export interface ServerKind {
  readonly target: ServerTarget;
  readonly title: string;
  /** The environment variable that names a server of the developer's own. */
  readonly urlVariable: string;
  /** In the order in which they are tried. */
  readonly sources: readonly Source[];
  /** Connects, and gives the server's version; throws where it cannot or where the server is of another kind. */
  probe(url: string): Promise<string>;
}

/** A server that answers. */
export interface RunningServer {
  readonly target: ServerTarget;
  readonly url: string;
  readonly version: string;
  readonly origin: string;
}

/** A server that could not be had, with everything that was tried. */
export interface MissingServer {
  readonly target: ServerTarget;
  readonly title: string;
  readonly urlVariable: string;
  readonly reasons: readonly string[];
}
