import type { DialectModule } from "../dialect/dialect.js";

/** The dialect behind each URL scheme, loaded on first use. */
const MODULES: Readonly<Record<string, () => Promise<{ readonly dialectModule: DialectModule }>>> = {
  postgresql: () => import("./postgresql/index.js"),
  mysql: () => import("./mysql/index.js"),
  mariadb: () => import("./mysql/index.js"),
  sqlite: () => import("./sqlite/index.js"),
};

/** Other spellings of a scheme. */
const ALIASES: Readonly<Record<string, string>> = { postgres: "postgresql", sqlite3: "sqlite" };

/** The scheme's own word: `postgres` is `postgresql`; null where no dialect has it. */
export function canonicalScheme(scheme: string): string | null {
  const name = ALIASES[scheme] ?? scheme;
  return Object.hasOwn(MODULES, name) ? name : null;
}

/** Every scheme that a URL may begin with. */
export const SCHEMES: readonly string[] = [...Object.keys(MODULES), ...Object.keys(ALIASES)];

/** Loads the dialect of a canonical scheme. */
export async function loadDialect(scheme: string): Promise<DialectModule> {
  return (await MODULES[scheme]!()).dialectModule;
}
