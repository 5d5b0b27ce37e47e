import type { OptionDefinition } from "./command.js";

/** `-r FROM:TO` of the commands that list revisions. */
export const RANGE_OPTION: OptionDefinition = {
  flags: "-r, --rev-range <range>",
  about: "only FROM:TO; either side may be left open",
  // `-r=-2:current` is how Alembic has a range that begins with a minus.
  parse: (range) => range.replace(/^=/, ""),
};
