import { constraintDefinition } from "../../ddl/nodes/constraint.js";
import { createEntity, writeDropByName } from "../../ddl/nodes/entity.js";
import { type Overrides, quoter, spelling } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import { partsOfKey } from "../../schema/constraint.js";
import type { Spelling, Writer } from "../../sql/writer.js";
import type { SqlType } from "../../types/type.js";
import { assertConstraint } from "./constraint.js";
import {
  writeAlterTable,
  writeColumn,
  writeCreateIndex,
  writeCreateTable,
  writeDropIndex,
  writeKeyParts,
} from "./definition.js";
import { featuresOf } from "./features.js";
import { bind, literal } from "./literal.js";
import { typeSql } from "./native-type.js";
import { writeAlterSequence, writeCreateSequence } from "./sequence-definition.js";
import { portableLike } from "./type-trait.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";
import { writeCreateView } from "./view-definition.js";

/** The spelling of a server: its quotes, literals and types, and the SQL of what it writes its own way. */
export function spellingOf(variant: Variant): Spelling {
  const { identifierLimit } = featuresOf(variant);
  const quote = quoter("`", identifierLimit);
  return spelling(
    {
      quote: (name) => quote(checkedName(name)),
      placeholder: () => "?",
      literal,
      bind,
      typeSql: (type) => typeSql(type, variant),
    },
    overridesOf(variant),
  );
}

/** A name with that of its database, where it is another one, as SQL has it. */
export function quotedPath(
  { schema, name }: { readonly schema?: string | undefined; readonly name: string },
  quote: Spelling["quote"],
): string {
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

/**
 * Refuses what the server refuses with a message that does not name it.
 *
 * @throws {CompileError} `compile.bad-identifier`: the name ends with a space, or has a character beyond U+FFFF
 * @source MySQL 9.7 Reference Manual, 11.2 "Schema Object Names"
 */
function checkedName(name: string): string {
  if (name.endsWith(" ")) {
    throw new CompileError(
      "compile.bad-identifier",
      `The name ${JSON.stringify(name)} ends with a space, which the database does not take.`,
    );
  }
  if (/[\u{10000}-\u{10ffff}]/u.test(name)) {
    throw new CompileError(
      "compile.bad-identifier",
      `The name ${JSON.stringify(name)} has a character beyond U+FFFF, which the database does not keep in names.`,
      { hint: "Choose a name without emoji." },
    );
  }
  return name;
}

function overridesOf(variant: Variant): Overrides {
  return {
    columnDefinition: ({ column }, w) => writeColumn(column, w, variant),
    createTable: (n, w) => writeCreateTable(n, w, variant),
    createIndex: (n, w) => writeCreateIndex(n, w, variant),
    dropIndex: writeDropIndex,
    createSequence: (n, w) => writeCreateSequence(n, w, variant),
    alterSequence: (n, w) => writeAlterSequence(n, w, variant),
    createEntity: (n, w) =>
      n.entity.with === undefined ? createEntity.write(n, w) : writeCreateView(n, w, variant),
    dropEntity: writeDropByName,
    alterTable: writeAlterTable,
    constraintDefinition: (n, w) => {
      assertConstraint(n.constraint, variant);
      // The name of a primary key is always PRIMARY; one that is given is ignored.
      if (n.constraint.kind !== "primaryKey") return constraintDefinition.write(n, w);
      w.kw("PRIMARY KEY");
      writeKeyParts(partsOfKey(n.constraint), w);
    },
    concat: (n, w) => w.call("CONCAT", () => w.list(n.items)),
    // MySQL and MariaDB cast to a few words of their own.
    cast: (n, w) => w.call("CAST", () => w.node(n.operand).kw("AS", castWord(n.type, w, variant))),
    ordering: (n, w) => {
      const natural = n.direction === "desc" ? "last" : "first";
      // NULLs sort first by themselves; the other order takes a test in front.
      if (n.nulls && n.nulls !== natural) {
        w.node(n.operand).kw("IS NULL", n.nulls === "first" && "DESC", ",");
      }
      w.node(n.operand).kw(n.direction === "desc" && "DESC");
    },
  };
}

/**
 * The word that CAST knows for a type.
 *
 * @throws {CompileError} `compile.unsupported`: the server has none
 * @source MySQL 9.7 Reference Manual, 14.10 "Cast Functions and Operators"
 */
function castWord(given: SqlType, w: Writer, variant: Variant): string {
  const type = portableLike(given);
  if (given.kind === "native" && given.name === "decimal") {
    return `DECIMAL(${String(given.args[0])},${String(given.args[1])})`;
  }
  const isWhole = type.kind === "integer" || type.kind === "bigInteger";
  if (isWhole && w.spelling.typeSql(given).includes("UNSIGNED")) return "UNSIGNED";
  switch (type.kind) {
    case "integer":
    case "smallInteger":
    case "bigInteger":
    case "boolean":
      return "SIGNED";
    case "string":
      return type.length === undefined ? "CHAR" : `CHAR(${type.length})`;
    case "text":
    case "enum":
    case "uuid":
      return "CHAR";
    case "dateTime":
      return type.precision ? `DATETIME(${type.precision})` : "DATETIME";
    case "largeBinary":
      return "BINARY";
    case "float":
    case "double":
      if (!variant.castsToFloat) throw unsupported(variant, `CAST to ${type.kind.toUpperCase()}`);
      return type.kind.toUpperCase();
    case "json":
      if (!variant.jsonType) return "CHAR";
      return "JSON";
    default:
      return w.spelling.typeSql(type);
  }
}
