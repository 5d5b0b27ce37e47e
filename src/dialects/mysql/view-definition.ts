import type { CreateEntity } from "../../ddl/nodes/entity.js";
import { displayName } from "../../schema/name.js";
import type { Writer } from "../../sql/writer.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

/** What stands before the word VIEW, by the parameter that asks for it. */
const WORDS: Readonly<Record<string, string>> = {
  "algorithm=merge": "ALGORITHM = MERGE",
  "algorithm=temptable": "ALGORITHM = TEMPTABLE",
  "sql_security=invoker": "SQL SECURITY INVOKER",
};

/**
 * Writes CREATE VIEW with how it is run and whose rights count.
 *
 * @throws {CompileError} `compile.unsupported`: the server has no such parameter
 * @source MySQL 9.7 Reference Manual, 15.1.25 "CREATE VIEW Statement"
 */
export function writeCreateView({ entity, orReplace }: CreateEntity, w: Writer, variant: Variant): void {
  const given = (entity.with ?? []).map((parameter) => {
    const sql = WORDS[parameter.toLowerCase().replace(/\s/g, "")];
    if (sql !== undefined) return sql;
    throw unsupported(
      variant,
      `parameter ${parameter} of a view, which ${displayName(entity)} asks for`,
      `It has ${Object.keys(WORDS).join(", ")}.`,
    );
  });
  // The algorithm comes first, whatever the order.
  w.kw("CREATE", orReplace && "OR REPLACE", ...given.sort(), "VIEW").name(entity);
  const { columns } = entity;
  if (columns) w.paren(() => w.ids(columns));
  w.kw("AS").node(entity.definition);
}
