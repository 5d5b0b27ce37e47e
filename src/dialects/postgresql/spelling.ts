import { spelling as makeSpelling } from "../../dialect/compiler.js";
import type { Spelling } from "../../sql/writer.js";
import { writeColumn, writeConstraint, writeCreateIndex, writeCreateTable } from "./definition.js";
import { bindValue, literal, quoteName } from "./literal.js";
import { typeSql } from "./native-type.js";

/** PostgreSQL's spelling: standard SQL is its own in nearly everything. */
export const spelling: Spelling = makeSpelling(
  {
    quote: quoteName,
    placeholder: (position) => `$${position}`,
    literal,
    typeSql,
    bind: bindValue,
  },
  {
    /** @source PostgreSQL 18, 9.9.5 Current Date/Time: now() is the same without a precision */
    currentTimestamp: ({ precision }, w) =>
      w.kw(precision === undefined ? "now()" : `CURRENT_TIMESTAMP(${precision})`),
    columnDefinition: writeColumn,
    constraintDefinition: writeConstraint,
    createTable: writeCreateTable,
    createIndex: writeCreateIndex,
  },
);
