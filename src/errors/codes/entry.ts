/** What `migr explain CODE` prints and the docs list for one error. */
export interface CodeEntry {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/** Makes the entry of one error. */
export function entry(title: string, cause: string, remedy: string): CodeEntry {
  return { title, cause, remedy };
}
