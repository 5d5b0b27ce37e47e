/** What an option of one database may be set to. */
export type OptionValue = string | number | bigint | boolean | readonly string[];

/**
 * What only some databases know about a thing: by the dialect's name, then by the option's. A dialect reads its own
 * and leaves the others alone: `{ mysql: { engine: "InnoDB" }, postgresql: { unlogged: true } }`.
 */
export type DialectOptions = Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;

/** The options of both; where both set one, the second counts. */
export function mergeOptions(first: DialectOptions | undefined, second: DialectOptions): DialectOptions {
  if (!first) return second;
  const merged: Record<string, Readonly<Record<string, OptionValue>>> = { ...first };
  for (const [dialect, options] of Object.entries(second))
    merged[dialect] = { ...merged[dialect], ...options };
  return merged;
}
