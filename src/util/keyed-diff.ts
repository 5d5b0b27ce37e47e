/** Two lists split by key. */
export interface KeyedDiff<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly kept: readonly (readonly [from: T, to: T])[];
}

/**
 * Splits two lists by key. Order is `to`'s for `added` and `kept`, `from`'s for `removed`,
 * so the statements made from them are the same on every run.
 */
export function keyedDiff<T>(from: readonly T[], to: readonly T[], key: (item: T) => string): KeyedDiff<T> {
  const before = new Map(from.map((item) => [key(item), item]));
  const after = new Set(to.map(key));
  const kept: [T, T][] = [];
  const added: T[] = [];
  for (const item of to) {
    const old = before.get(key(item));
    if (old === undefined) added.push(item);
    else kept.push([old, item]);
  }
  return { added, kept, removed: from.filter((item) => !after.has(key(item))) };
}
