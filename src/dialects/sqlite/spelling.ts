import { writeDropByName } from "../../ddl/nodes/entity.js";
import { type Overrides, quoter, spelling } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import type { Spelling } from "../../sql/writer.js";
import { writeColumnDefinition, writeConstraintDefinition, writeCreateTable } from "./definition.js";
import { bind, literal } from "./literal.js";
import { typeSql } from "./type-names.js";

const OVERRIDES: Overrides = {
  createTable: writeCreateTable,
  columnDefinition: writeColumnDefinition,
  constraintDefinition: writeConstraintDefinition,
  dropEntity: writeDropByName,
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

function unsupported(what: string): never {
  throw new CompileError("compile.unsupported", `SQLite has no ${what}.`);
}
