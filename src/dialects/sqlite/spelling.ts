import { writeComputed } from "../../ddl/nodes/column.js";
import { type Overrides, quoter, spelling } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import type { Node } from "../../sql/node.js";
import type { Spelling, Writer } from "../../sql/writer.js";
import { bind, literal } from "./literal.js";
import { typeSql } from "./type-names.js";

const OVERRIDES: Overrides = {
  columnDefinition({ column }, w) {
    w.id(column.name).kw(typeSql(column.type) || false);
    if (column.collation !== undefined) w.kw("COLLATE").id(column.collation);
    if (column.computed) writeComputed(column, w);
    if (column.default) writeDefault(column.default, w);
    if (!column.nullable) w.kw("NOT NULL");
  },
  // SQLite's CURRENT_TIMESTAMP takes no precision.
  currentTimestamp: (_, w) => w.kw("CURRENT_TIMESTAMP"),
  setType: () => unsupported("ALTER COLUMN … TYPE"),
  setDefault: () => unsupported("ALTER COLUMN … SET DEFAULT"),
  commentOnTable: () => unsupported("COMMENT ON"),
  commentOnColumn: () => unsupported("COMMENT ON"),
  createEnum: () => unsupported("CREATE TYPE"),
  dropEnum: () => unsupported("DROP TYPE"),
  addEnumValue: () => unsupported("ALTER TYPE"),
};

/** SQLite's spelling. */
export const SPELLING: Spelling = spelling(
  { quote: quoter('"', null), placeholder: () => "?", literal, typeSql, bind },
  OVERRIDES,
);

/**
 * Writes `DEFAULT …`; anything but a literal or CURRENT_TIMESTAMP stands in parentheses.
 *
 * @source SQLite 3.53, "CREATE TABLE", 3.2
 */
export function writeDefault(node: Node, w: Writer): void {
  w.kw("DEFAULT");
  if (node.kind === "value" || node.kind === "currentTimestamp") w.node(node);
  else w.paren(() => w.node(node));
}

function unsupported(what: string): never {
  throw new CompileError("compile.unsupported", `SQLite has no ${what}.`);
}
