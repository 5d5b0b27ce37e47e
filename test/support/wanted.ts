import type { ServerTarget } from "./servers/server.js";

/** What the tests run against: a server, or SQLite inside this process. */
export type Target = ServerTarget | "sqlite";

/** All targets, in the order in which tests name them. */
export const ALL_TARGETS: readonly Target[] = ["sqlite", "postgresql", "mysql", "mariadb"];

/** The targets that `MIGR_TEST` asks for, or all. */
export function wantedTargets(): readonly Target[] {
  const words = (process.env["MIGR_TEST"] ?? "").split(",").map((word) => word.trim());
  const wanted = ALL_TARGETS.filter((target) => words.includes(target));
  const unknown = words.filter((word) => word !== "" && !ALL_TARGETS.includes(word as Target));
  if (unknown.length > 0) {
    throw new Error(`MIGR_TEST knows ${ALL_TARGETS.join(", ")}, not ${unknown.join(", ")}.`);
  }
  return wanted.length === 0 ? ALL_TARGETS : wanted;
}
