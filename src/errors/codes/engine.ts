import { type CodeEntry, entry } from "./entry.js";

/** Errors about pool, connections and results. */
export const ENGINE_CODES = {} as const satisfies Record<string, CodeEntry>;
