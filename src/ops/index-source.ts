import type { IndexPart, TableIndex } from "../schema/table-index.js";
import { arrayCode, type Code, type CodeEntry, callCode, chainCode, objectCode, stringCode } from "./code.js";
import type { ValueSource } from "./value-source.js";

/** One part of an index as the builders take it. */
export function indexPartCode(s: ValueSource, part: IndexPart): Code {
  const { collation, operatorClass, length } = part;
  const details = Object.entries({ collation, operatorClass, length }).filter(
    ([, value]) => value !== undefined,
  );
  if (details.length === 0) return keyCode(s, part);
  return objectCode([
    ["on", keyCode(s, part)],
    ...details.map(([name, value]): CodeEntry => [name, s.value(value)]),
  ]);
}

function keyCode(s: ValueSource, { column, expression, descending, nulls }: IndexPart): Code {
  if (column !== undefined && !descending && !nulls) return s.columnName(column);
  const base = column === undefined ? s.sql(expression!) : s.columnExpression(column);
  const direction = descending ? ".desc()" : nulls ? ".asc()" : "";
  return `${base}${direction}${nulls ? (nulls === "first" ? ".nullsFirst()" : ".nullsLast()") : ""}`;
}

/** An index as an item of a table; one without a name gets that of the naming convention. */
export function indexItem(
  s: ValueSource,
  index: Omit<TableIndex, "name"> & { readonly name?: string },
): Code {
  const parts = index.parts.map((part) => indexPartCode(s, part));
  const links = [callCode(s.use("index"), s.itemName(index.name), ...parts)];
  if (index.unique) links.push(callCode(".unique"));
  if (index.nullsNotDistinct) links.push(callCode(".nullsNotDistinct"));
  if (index.where) links.push(callCode(".where", s.sql(index.where)));
  if (index.method !== undefined) links.push(callCode(".using", stringCode(index.method)));
  if (index.include) links.push(callCode(".include", ...s.columnNames(index.include)));
  if (index.comment !== undefined) links.push(callCode(".comment", stringCode(index.comment)));
  if (index.options) links.push(callCode(".options", s.value(index.options)));
  return chainCode(...links);
}

/** The columns and expressions of an index as `op.createIndex` takes them. */
export function indexPartsCode(s: ValueSource, parts: readonly IndexPart[]): Code {
  return arrayCode(parts.map((part) => indexPartCode(s, part)));
}

/** The options of an index as `op.createIndex` takes them. */
export function indexOptions(s: ValueSource, index: TableIndex): readonly CodeEntry[] {
  const entries: CodeEntry[] = [];
  if (index.unique) entries.push(["unique", "true"]);
  if (index.nullsNotDistinct) entries.push(["nullsNotDistinct", "true"]);
  if (index.where) entries.push(["where", s.sql(index.where)]);
  if (index.method !== undefined) entries.push(["method", stringCode(index.method)]);
  if (index.include) entries.push(["include", s.names(index.include)]);
  if (index.comment !== undefined) entries.push(["comment", stringCode(index.comment)]);
  if (index.options) entries.push(["options", s.value(index.options)]);
  return entries;
}
