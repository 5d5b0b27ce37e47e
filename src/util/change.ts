/** What is to become of a thing: null removes, and what is left out or undefined stays as it is. */
export type Change<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** A copy of a thing after a change. */
export function withChange<T extends object>(thing: T, change: Change<T>): T {
  const merged = { ...thing } as Record<string, unknown>;
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value;
  }
  return merged as unknown as T;
}

/** The change that takes a thing back to what it was, so far as another change is about it. */
export function changeBack<C extends object>(from: object, change: C): C {
  const was = from as Readonly<Record<string, unknown>>;
  const names = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : name));
  return Object.fromEntries(names.map((name) => [name, was[name] ?? null])) as C;
}
