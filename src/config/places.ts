import { UsageError } from "../errors/errors.js";
import { nearest } from "../util/text.js";
import { shownPath } from "./failure.js";
import type { ResolvedConfig } from "./resolve.js";
import { DEFAULT_CONCURRENCY, listTargets } from "./targets.js";

/** What `--db` and `--target` ask for; all where left out. */
export interface PlaceSelection {
  readonly databases?: readonly string[] | undefined;
  readonly targets?: readonly string[] | undefined;
}

/** The databases that a command is about, where a configuration has several. */
export interface Places {
  readonly configs: readonly ResolvedConfig[];
  /** How many are worked on at a time. */
  readonly concurrency: number;
  /** Whether the others go on where one fails. */
  readonly areIndependent: boolean;
}

/** The name of a database among several, as messages have it. */
export function placeName({ database, target }: Pick<ResolvedConfig, "database" | "target">): string {
  return [database, target].filter((name) => name !== null).join("/");
}

/**
 * The databases that are asked for; null where the configuration has but one.
 *
 * @throws {UsageError} cli.usage: there is none of such a name, or one URL is given for several
 * @throws {ConfigError} as `listTargets`
 */
export async function findPlaces(config: ResolvedConfig, selection: PlaceSelection): Promise<Places | null> {
  const databases = chosenDatabases(config, selection.databases);
  const lists = await Promise.all(databases.map(listTargets));
  const hasTargets = lists.some((list) => list !== null);
  if (selection.targets && !hasTargets) throw nothingToChoose(config, "--target", "targets");
  if (config.databases === null && !hasTargets) return null;
  const all = lists.flatMap((list, i) => list ?? [databases[i]!]);
  const configs = selection.targets ? chosenTargets(all, selection.targets) : all;
  if (config.urlSource === "--url" || configs.some(({ urlSource }) => urlSource === "--url")) {
    assertOne(configs);
  }
  const limits = databases.flatMap(({ targets }) =>
    targets ? [targets.concurrency ?? DEFAULT_CONCURRENCY] : [],
  );
  return { configs, concurrency: Math.max(1, ...limits), areIndependent: hasTargets };
}

/**
 * The databases of a configuration that `--db` asks for; the configuration itself where it has but one.
 *
 * @throws {UsageError} cli.usage: there is none of such a name
 */
function chosenDatabases(
  config: ResolvedConfig,
  names: readonly string[] | undefined,
): readonly ResolvedConfig[] {
  const { databases } = config;
  if (databases === null) {
    if (names !== undefined) throw nothingToChoose(config, "--db", "databases");
    return [config];
  }
  if (names === undefined) return databases;
  const known = databases.map(({ database }) => database!);
  for (const name of names) if (!known.includes(name)) throw unknownName("database", name, known);
  return databases.filter(({ database }) => names.includes(database!));
}

function chosenTargets(all: readonly ResolvedConfig[], names: readonly string[]): readonly ResolvedConfig[] {
  const known = all.flatMap(({ target }) => target ?? []);
  for (const name of names) if (!known.includes(name)) throw unknownName("target", name, known);
  return all.filter(({ target }) => target !== null && names.includes(target));
}

function assertOne(configs: readonly ResolvedConfig[]): void {
  if (configs.length === 1) return;
  throw new UsageError("One URL is given for several databases.", {
    hint: "Leave --url out, or choose one database with --db or --target.",
  });
}

/** How many names a hint lists. */
const MOST_LISTED = 10;

function unknownName(what: "database" | "target", name: string, known: readonly string[]): UsageError {
  const meant = nearest(name, known);
  const listed = [...new Set(known)].slice(0, MOST_LISTED);
  const more = known.length > listed.length ? ", …" : "";
  return new UsageError(`There is no ${what} ${JSON.stringify(name)} in the configuration.`, {
    hint: meant === null ? `The ${what}s are: ${listed.join(", ")}${more}.` : `Did you mean "${meant}"?`,
    details: { [what]: name },
  });
}

function nothingToChoose({ file, cwd }: ResolvedConfig, option: string, key: string): UsageError {
  return new UsageError(`${option} chooses among "${key}", which ${shownPath(file, cwd)} has not.`, {
    hint: `Leave ${option} out, or set "${key}".`,
  });
}
