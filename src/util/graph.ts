/** The outcome of a topological sort: the order, or the first circle met as a closed path. */
export type Sorted<T> =
  | { readonly order: readonly T[]; readonly cycle: null }
  | { readonly order: null; readonly cycle: readonly T[] };

/**
 * Orders items so that each comes after all that `dependenciesOf` gives for it.
 *
 * Among free items the given order is kept, so the same input gives the same order. Dependencies that
 * are not among the items are ignored. Iterative: depth is bounded by memory, not by the stack.
 */
export function topoSort<T>(items: Iterable<T>, dependenciesOf: (item: T) => Iterable<T>): Sorted<T> {
  return sorted(items, dependenciesOf, false);
}

/** Orders items as `topoSort` does; a dependency that closes a circle counts for nothing, every other one counts. */
export function sortThroughCircles<T>(
  items: Iterable<T>,
  dependenciesOf: (item: T) => Iterable<T>,
): readonly T[] {
  return sorted(items, dependenciesOf, true).order ?? [];
}

function sorted<T>(
  items: Iterable<T>,
  dependenciesOf: (item: T) => Iterable<T>,
  throughCircles: boolean,
): Sorted<T> {
  const all = [...items];
  const known = new Set(all);
  const done = new Set<T>();
  const onPath = new Set<T>();
  const order: T[] = [];
  for (const root of all) {
    if (done.has(root)) continue;
    const stack = [{ item: root, rest: dependenciesOf(root)[Symbol.iterator]() }];
    onPath.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.next();
      if (next.done) {
        stack.pop();
        onPath.delete(top.item);
        done.add(top.item);
        order.push(top.item);
        continue;
      }
      const child = next.value;
      if (!known.has(child) || done.has(child)) continue;
      if (onPath.has(child)) {
        if (throughCircles) continue;
        const path = stack.map((frame) => frame.item);
        return { order: null, cycle: [...path.slice(path.indexOf(child)), child] };
      }
      onPath.add(child);
      stack.push({ item: child, rest: dependenciesOf(child)[Symbol.iterator]() });
    }
  }
  return { order, cycle: null };
}

/** Everything that can be reached from `starts` by following `next`, the starts included. */
export function reachable<T>(starts: Iterable<T>, next: (item: T) => Iterable<T>): Set<T> {
  const seen = new Set<T>(starts);
  const todo = [...seen];
  for (let item = todo.pop(); item !== undefined; item = todo.pop()) {
    for (const child of next(item)) {
      if (seen.has(child)) continue;
      seen.add(child);
      todo.push(child);
    }
  }
  return seen;
}
