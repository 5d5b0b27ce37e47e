/** How long the statements of a run may take, in milliseconds; the server's own settings hold where one is left out. */
export interface Timeouts {
  /** How long a statement waits for a lock that others hold; 0 for no end. */
  readonly lock?: number | undefined;
  /** How long a statement runs, where the database can tell; 0 for no end. */
  readonly statement?: number | undefined;
}
