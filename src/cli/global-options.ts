/** What every command understands. */
export interface GlobalOptions {
  /** The configuration file. */
  readonly config: string | undefined;
  /** The database in place of the configured one. */
  readonly url: string | undefined;
  /** The databases to work on, of several. */
  readonly databases: readonly string[] | undefined;
  /** The targets to work on. */
  readonly targets: readonly string[] | undefined;
  /** `-x KEY=VALUE`, for the configuration function and for scripts. */
  readonly x: Readonly<Record<string, string>>;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noColor: boolean;
}
