/** What an option of one database may be set to. */
export type OptionValue = string | number | bigint | boolean | readonly string[];

/**
 * What only some databases know about a thing: by the dialect's name, then by the option's. A dialect reads its own
 * and leaves the others alone: `{ mysql: { engine: "InnoDB" }, postgresql: { unlogged: true } }`.
 */
export type DialectOptions = Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
