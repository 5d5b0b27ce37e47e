import type { Places } from "../config/places.js";
import type { ResolvedConfig } from "../config/resolve.js";
import type { Project } from "./project.js";

/** How work on several databases goes on. */
export interface EverywhereOptions {
  /** How many are worked on at a time; what the configuration says where left out. */
  readonly jobs?: number | undefined;
  /** Begins with no other once one has failed; always so where the databases are no independent targets. */
  readonly failFast?: boolean | undefined;
  /** Begins with no other once it is given. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of the work on one database. */
export type Outcome<T> =
  | { readonly config: ResolvedConfig; readonly status: "done"; readonly value: T }
  | { readonly config: ResolvedConfig; readonly status: "failed"; readonly error: unknown }
  /** It was not begun, since another one had failed or the run was interrupted. */
  | { readonly config: ResolvedConfig; readonly status: "skipped" };

/**
 * Does the same work on several databases, some at a time, begun in their order. A failure is an outcome: nothing is
 * thrown.
 */
export async function everywhere<T>(
  { configs, concurrency, areIndependent }: Places,
  work: (config: ResolvedConfig) => Promise<T>,
  { jobs = concurrency, failFast = !areIndependent, signal }: EverywhereOptions = {},
): Promise<readonly Outcome<T>[]> {
  const outcomes = configs.map((config): Outcome<T> => ({ config, status: "skipped" }));
  let next = 0;
  let isOver = false;
  const worker = async () => {
    while (next < configs.length && !isOver && !signal?.aborted) {
      const i = next++;
      const config = configs[i]!;
      try {
        outcomes[i] = { config, status: "done", value: await work(config) };
      } catch (error) {
        outcomes[i] = { config, status: "failed", error };
        if (failFast) isOver = true;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, configs.length) }, worker));
  return outcomes;
}

/** One of several databases, as the options that name it to a command. */
export interface Place {
  readonly database?: string;
  readonly tenant?: string;
}

/** What became of the work on one of several databases. */
export type PlaceOutcome<T> = Place &
  (
    | { readonly status: "done"; readonly value: T }
    | { readonly status: "failed"; readonly error: unknown }
    | { readonly status: "skipped" }
  );

/**
 * Does work on each database and target of a configuration; once, with no name, where it has but one database.
 *
 * @throws {ConfigError} the targets cannot be listed
 */
export async function everyPlace<T>(
  project: Project,
  work: (place: Place) => Promise<T>,
  options: EverywhereOptions,
): Promise<readonly PlaceOutcome<T>[]> {
  const places = (await project.places()) ?? {
    configs: [await project.databaseConfig()],
    concurrency: 1,
    areIndependent: false,
  };
  const outcomes = await everywhere(places, (config) => work(placeOf(config)), options);
  return outcomes.map(({ config, ...outcome }) => ({ ...placeOf(config), ...outcome }));
}

function placeOf({ database, target }: ResolvedConfig): Place {
  return { ...(database !== null && { database }), ...(target !== null && { tenant: target }) };
}
