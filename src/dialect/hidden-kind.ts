/** A kind of object that may be hidden from a user. */
export interface HiddenKind {
  /** The kind, in the plural: `triggers`. */
  readonly what: string;
  /** The right on the database that shows them. */
  readonly right: string;
}

/**
 * A sentence for each kind of object that may be hidden.
 *
 * @param untold what is not known because of it
 */
export function hiddenProblems(hidden: readonly HiddenKind[], untold: string): readonly string[] {
  return hidden.map(
    ({ what, right }) =>
      `The database may have ${what} that are hidden from this user, who lacks the right ${right} on it: ${untold}.`,
  );
}
