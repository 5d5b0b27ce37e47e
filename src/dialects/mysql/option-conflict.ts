import type { Options } from "./option.js";

/** Options that are at odds. */
type Conflict = readonly [string, ...string[]];

/** Options beside which InnoDB takes no others of some values. */
export type Ruling = "engine" | "rowFormat" | "keyBlockSize" | "compression" | "pageCompressed";

/**
 * The options of a table that its engine would refuse, or has none of, beside what another becomes, given all as they would
 * stand.
 *
 * @source MySQL 9.7 Reference Manual, 17.9.1.7 "SQL Compression Syntax Warnings and Errors", 17.9.2 "InnoDB Page Compression"
 * @source MariaDB Server documentation, "InnoDB Page Compression"
 */
export function displacedBy(changed: Ruling, options: Options): readonly string[] {
  const engine = String(options["engine"] ?? "InnoDB").toLowerCase();
  const unions = changed === "engine" && engine !== "mrg_myisam" ? OF_UNIONS : [];
  if (engine !== "innodb") return unions;
  const conflicts = conflictsOf(options);
  if (changed === "engine") return [...unions, ...conflicts.map(([first]) => first)];
  return conflicts.flatMap((names) =>
    names.includes(changed) ? names.filter((name) => name !== changed) : [],
  );
}

/** What only a table over others has. */
const OF_UNIONS = ["union", "insertMethod"];

/** What is at odds with each other, or with the engine; first what gives way to the engine. */
function conflictsOf(options: Options): readonly Conflict[] {
  const format = String(options["rowFormat"] ?? "DEFAULT").toUpperCase();
  const isBlocked = Number(options["keyBlockSize"] ?? 0) > 0;
  const isPaged = options["pageCompressed"] === true;
  const hasPages = !/^(?:none)?$/i.test(String(options["compression"] ?? ""));
  const pairs: (Conflict | false)[] = [
    /^(?:FIXED|PAGE)$/.test(format) && ["rowFormat"],
    isBlocked && !/^(?:DEFAULT|COMPRESSED)$/.test(format) && ["keyBlockSize", "rowFormat"],
    hasPages && format === "COMPRESSED" && ["compression", "rowFormat"],
    hasPages && isBlocked && ["compression", "keyBlockSize"],
    isPaged && /^(?:COMPRESSED|REDUNDANT)$/.test(format) && ["pageCompressed", "rowFormat"],
    isPaged && isBlocked && ["pageCompressed", "keyBlockSize"],
  ];
  const found = pairs.filter((pair) => pair !== false);
  // A level is of pages that are compressed, and goes with that.
  const levels = found.flatMap(([first, ...rest]): readonly Conflict[] =>
    first === "pageCompressed" ? [["pageCompressionLevel", ...rest]] : [],
  );
  return [...found, ...levels, ...(isPaged ? [] : [["pageCompressionLevel", "pageCompressed"] as const])];
}
