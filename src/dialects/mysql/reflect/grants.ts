import type { Queryable } from "../../../dialect/dialect.js";
import type { HiddenKind } from "../../../dialect/hidden-kind.js";
import type { Variant } from "../variant.js";

/** A kind of object with the rights any of which shows all of them. */
interface Visibility extends HiddenKind {
  readonly shownBy: readonly string[];
  /** Rights that show them where they are on everything. */
  readonly shownByGlobal?: readonly string[];
}

const ROUTINE_RIGHTS = ["CREATE ROUTINE", "ALTER ROUTINE", "EXECUTE"];

/** @source MySQL 9.7 Reference Manual, 28.3.44 "The INFORMATION_SCHEMA TRIGGERS Table", 28.3.14 "… EVENTS Table", 28.3.30 "… ROUTINES Table" */
const KINDS: readonly Visibility[] = [
  { what: "triggers", right: "TRIGGER", shownBy: ["TRIGGER"] },
  {
    what: "routines",
    right: "EXECUTE",
    shownBy: [...ROUTINE_RIGHTS, "SHOW CREATE ROUTINE"],
    shownByGlobal: ["SHOW_ROUTINE", "SELECT"],
  },
  { what: "events", right: "EVENT", shownBy: ["EVENT"] },
];

/**
 * The kinds of objects that the views may keep from the user, whose rights are read with those of active roles.
 *
 * @source MySQL 9.7 Reference Manual, 15.7.7.23 "SHOW GRANTS Statement"
 * @source MariaDB Server documentation, "SHOW GRANTS"
 */
export async function hiddenKinds(db: Queryable, variant: Variant): Promise<readonly HiddenKind[]> {
  const own = String((await db.query("SELECT DATABASE()")).rows[0]?.[0] ?? "");
  const { rows } = await db.query("SHOW GRANTS");
  const onDatabase = new Set<string>();
  const onAll = new Set<string>();
  for (const [line] of rows) {
    const [, word, rights, database] = GRANT.exec(String(line)) ?? [];
    if (database === undefined || !isOn(database, own)) continue;
    for (const right of rights!.split(",")) {
      const name = right.trim().toUpperCase();
      if (word === "REVOKE") onDatabase.delete(name);
      else (database === "*" ? onAll : onDatabase).add(name);
    }
  }
  const has = (right: string) => onAll.has(right) || onDatabase.has(right);
  if (has("ALL PRIVILEGES") || has("ALL")) return [];
  // MariaDB shows routines to nobody for a right to read tables.
  const isShown = ({ shownBy, shownByGlobal = [] }: Visibility) =>
    shownBy.some(has) || (variant.product === "mysql" && shownByGlobal.some((right) => onAll.has(right)));
  return KINDS.filter((kind) => !isShown(kind)).map(({ what, right }) => ({ what, right }));
}

/** A right that was granted on everything or on a database, and one of a database that was taken from it. */
const GRANT = /^(GRANT|REVOKE) (.+?) ON (\*|`(?:[^`]|``)*`)\.\* (?:TO|FROM) /;

/** Whether a right is on a database: its name may be a pattern of LIKE. */
function isOn(given: string, database: string): boolean {
  if (given === "*") return true;
  const pattern = given.slice(1, -1).replaceAll("``", "`");
  if (pattern === database) return true;
  const source = pattern.replace(/\\?[\s\S]/gu, (piece) => {
    if (piece === "%") return ".*";
    if (piece === "_") return ".";
    return piece.replace(/^\\(?=.)/su, "").replace(/[$()*+.?[\\\]^{|}/]/, "\\$&");
  });
  return new RegExp(`^${source}$`, "su").test(database);
}
