import { ddlText } from "../../dialect/compiler.js";
import type { EntityReading, Queryable } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import type { Entity } from "../../schema/object.js";
import { raw } from "../../sql/nodes/index.js";
import { splitAtCommas } from "./cursor.js";
import { normalizedTokens } from "./normalize.js";
import { SPELLING } from "./spelling.js";
import { fold, is, nameOf, type Token, tokenize } from "./tokens.js";

/** A view or trigger as the database keeps it: the text that made it. @source SQLite 3.53, "The Schema Table" */
interface ObjectRow {
  readonly type: "view" | "trigger";
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

const OBJECTS_SQL = `SELECT type AS "type", name AS "name", tbl_name AS "table", sql AS "sql" FROM sqlite_schema WHERE type IN ('view', 'trigger')`;

/** Every view and trigger. */
export async function listEntities(db: Queryable): Promise<readonly Entity[]> {
  const rows = toObjects<ObjectRow>(await db.query(`${OBJECTS_SQL} ORDER BY type DESC, name`));
  // SQLite takes an empty text for a name, by which nothing can be declared.
  const named = rows.filter(({ name, table }) => name !== "" && table !== "");
  return named.map((row): Entity => {
    const { definition, ...parts } = partsOf(row);
    const own = row.type === "trigger" ? { table: { name: row.table } } : {};
    return { kind: row.type, name: row.name, ...own, ...parts, definition: raw({ sql: definition }) };
  });
}

/** What the database holds of declared views and triggers. It keeps their text, so texts alone are compared. */
export async function readEntities(
  db: DriverConnection,
  entities: readonly Entity[],
): Promise<readonly EntityReading[]> {
  const rows = toObjects<ObjectRow>(await db.query(OBJECTS_SQL));
  return entities.map((entity): EntityReading => {
    const row = rows.find(({ type, name }) => type === entity.kind && fold(name) === fold(entity.name));
    const wanted = textOf(entity, ddlText(entity.definition, SPELLING));
    if (!row) return { entity, standing: null, wanted, isReplaceable: true };
    const parts = partsOf(row);
    return { entity, standing: textOf(parts, parts.definition), wanted, ...parts, isReplaceable: true };
  });
}

function textOf({ event, columns }: Omit<Parts, "definition">, definition: string): string {
  const when = event === undefined ? [] : normalizedTokens(tokenize(event));
  const named = columns ? [JSON.stringify(columns)] : [];
  return [...named, ...when, ...normalizedTokens(tokenize(definition.replace(/[;\s]+$/, "")))].join(" ");
}

/** What a declaration says of a view or a trigger beside its name and its table. */
type Parts = Pick<EntityReading, "event" | "columns"> & { readonly definition: string };

/** A view's query, or when a trigger fires and what follows its table. */
function partsOf({ type, sql }: ObjectRow): Parts {
  const tokens = tokenize(sql);
  const name = afterName(tokens, 1);
  if (type === "view") {
    const as = tokens.findIndex((token, i) => i >= name && is(token, "AS"));
    // Names of columns stand in parentheses before AS.
    const columns = splitAtCommas(tokens.slice(name + 1, as - 1)).flatMap(([token]) => token ?? []);
    return {
      definition: sql.slice(tokens[as]!.end).trim(),
      ...(columns.length > 0 && { columns: columns.map(nameOf) }),
    };
  }
  const on = tokens.findIndex((token, i) => i >= name && is(token, "ON"));
  const event = sql.slice(tokens[name]!.start, tokens[on - 1]!.end);
  return { event, definition: sql.slice(tokens[nameEnd(tokens, on + 1) - 1]!.end).trim() };
}

/** The token after the object's name, past `TEMP`, its kind and `IF NOT EXISTS`. */
function afterName(tokens: readonly Token[], from: number): number {
  let at = from;
  while (!is(tokens[at], "VIEW") && !is(tokens[at], "TRIGGER")) at++;
  at++;
  if (is(tokens[at], "IF")) at += 3;
  return nameEnd(tokens, at);
}

/** The token after a name, which a schema may stand before. */
function nameEnd(tokens: readonly Token[], at: number): number {
  return tokens[at + 1]?.text === "." ? at + 3 : at + 1;
}
