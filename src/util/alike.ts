/** Whether two pieces of plain data say the same: what they hold, however deep, and in lists in which order. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && isAlikeList(a, b);
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.prototype || prototype !== Object.getPrototypeOf(b)) return false;
  return isAlikeRecord(a as Record<string, unknown>, b as Record<string, unknown>);
}

function isAlikeList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!isAlike(a[i], b[i])) return false;
  return true;
}

function isAlikeRecord(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let size = 0;
  for (const key in a) {
    const own = a[key];
    // Most values are short texts and flags that are the same; what is undefined may not be there at all.
    if ((own !== b[key] || own === undefined) && !(Object.hasOwn(b, key) && isAlike(own, b[key])))
      return false;
    size++;
  }
  for (const _ in b) size--;
  return size === 0;
}

/** Whether two objects hold the same beside what these keys hold. */
export function isAlikeBut(keys: ReadonlySet<string>, a: object, b: object): boolean {
  const [own, others] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let size = 0;
  for (const key in own) {
    if (keys.has(key)) continue;
    if (!Object.hasOwn(others, key) || !isAlike(own[key], others[key])) return false;
    size++;
  }
  for (const key in others) if (!keys.has(key)) size--;
  return size === 0;
}

/** The items in the order of others that they are alike one to one; null where they are not. */
export function inOrderOf<T>(items: readonly T[], others: readonly T[]): readonly T[] | null {
  if (items.length !== others.length) return null;
  if (isAlikeList(items, others)) return items;
  const left = [...items];
  const ordered: T[] = [];
  for (const other of others) {
    let at = 0;
    while (at < left.length && !isAlike(left[at], other)) at++;
    if (at === left.length) return null;
    ordered.push(left[at]!);
    left.splice(at, 1);
  }
  return ordered;
}
