import type { DialectModule } from "../dialect/dialect.js";

/** The dialect behind each URL scheme, loaded on first use. */
const MODULES: Readonly<Record<string, () => Promise<{ readonly dialectModule: DialectModule }>>> = {
  postgresql: () => import("./postgresql/index.js"),
  mysql: () => import("./mysql/index.js"),
  mariadb: async () => ({ dialectModule: (await import("./mysql/index.js")).mariadbModule }),
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

/** Schemes whose URLs name a file that this process opens itself, and no server. */
const FILE_SCHEMES: ReadonlySet<string> = new Set(["sqlite"]);

/** Whether the databases of a canonical scheme are files, so that their URLs hold a path. */
export function isFileScheme(scheme: string): boolean {
  return FILE_SCHEMES.has(scheme);
}

/** Loads the dialect of a canonical scheme. */
export async function loadDialect(scheme: string): Promise<DialectModule> {
  return (await MODULES[scheme]!()).dialectModule;
}
