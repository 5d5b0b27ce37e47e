import { randomBytes } from "node:crypto";
import { createEntity, dropEntity } from "../../ddl/nodes/entity.js";
import { ddlText } from "../../dialect/compiler.js";
import type { EntityReading } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import { displayName } from "../../schema/name.js";
import type { Entity, EntityKind } from "../../schema/object.js";
import { compareText } from "../../schema/order.js";
import { raw } from "../../sql/nodes/index.js";
import { isAlike } from "../../util/alike.js";
import type { AdaptContext } from "./adapt.js";
import { toDatabaseError } from "./errors.js";
import { closing } from "./expression.js";
import { quoted } from "./literal.js";
import { written } from "./normal-form.js";
import { hiddenKinds } from "./reflect/grants.js";
import { quotedPath } from "./spelling.js";
import { tokenize } from "./tokens.js";
import { viewHead } from "./view-head.js";

/** What the server holds of an object. */
interface Standing {
  readonly text: string;
  readonly definition: string;
  readonly event?: string;
  /** Of a routine: its arguments. */
  readonly args?: string;
  /** Of a view: the names of its columns, where they stand before its query. */
  readonly columns?: readonly string[];
  /** Of a view: how it is run and whose rights count, where it says so. */
  readonly with?: readonly string[];
  /** Of a view: it is none that CREATE VIEW would make of its query. */
  readonly isOther?: boolean;
}

/**
 * What the server holds of declared views, routines and triggers. It rewrites views and the heads of routines, so
 * where texts differ the declared one is made under a name that nobody has, read, and dropped again. The text of a
 * trigger is kept as it was given.
 *
 * @throws {CompileError} `compile.unsupported`: a view has a parameter that the server has not
 * @source MySQL 9.7 Reference Manual, 28.3.48 "The INFORMATION_SCHEMA VIEWS Table", 28.3.44 "… TRIGGERS Table"
 */
export async function readEntities(
  db: DriverConnection,
  entities: readonly Entity[],
  context: AdaptContext,
): Promise<readonly EntityReading[]> {
  // Writing one refuses parameters that the server has not, of a view that is still to be made, too.
  for (const entity of entities) if (entity.with) ddlText(createEntity({ entity }), context.spelling);
  const readings: EntityReading[] = [];
  for (const entity of entities) readings.push(await readEntity(db, entity, context));
  return readings;
}

const LIST_SQL = (wanted: string) => `
SELECT 'function' AS kind, ROUTINE_SCHEMA AS db, ROUTINE_NAME AS name, NULL AS \`table\`, ROUTINE_SCHEMA = DATABASE() AS own
  FROM information_schema.ROUTINES WHERE ROUTINE_TYPE = 'FUNCTION' AND ROUTINE_SCHEMA IN (${wanted})
UNION ALL SELECT 'procedure', ROUTINE_SCHEMA, ROUTINE_NAME, NULL, ROUTINE_SCHEMA = DATABASE()
  FROM information_schema.ROUTINES WHERE ROUTINE_TYPE = 'PROCEDURE' AND ROUTINE_SCHEMA IN (${wanted})
UNION ALL SELECT 'view', TABLE_SCHEMA, TABLE_NAME, NULL, TABLE_SCHEMA = DATABASE()
  FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN (${wanted})
UNION ALL SELECT 'trigger', TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_OBJECT_TABLE, TRIGGER_SCHEMA = DATABASE()
  FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN (${wanted})`;

interface ListRow {
  readonly kind: EntityKind;
  readonly db: string;
  readonly name: string;
  readonly table: string | null;
  readonly own: number;
}

/** The kinds as they are listed. */
const LISTED: readonly EntityKind[] = ["function", "procedure", "view", "trigger"];

/** By kind and then by name; the server tells of them in whatever order it finds them. */
function inOrder(rows: readonly ListRow[]): readonly ListRow[] {
  const words = ({ db, name, table }: ListRow) => [db, name, table ?? ""].join("\u0000");
  return [...rows].sort(
    (a, b) => LISTED.indexOf(a.kind) - LISTED.indexOf(b.kind) || compareText(words(a), words(b)),
  );
}

/**
 * Every view, routine and trigger, in order of kind and name; one that the user may not read in full is left out.
 */
export async function listEntities(
  db: DriverConnection,
  schemas: readonly string[],
  context: AdaptContext,
): Promise<readonly Entity[]> {
  const wanted = schemas.map((name) => (name === "" ? "DATABASE()" : quoted(name))).join(", ");
  const rows = inOrder(toObjects<ListRow>(await db.query(LIST_SQL(wanted === "" ? "NULL" : wanted))));
  const entities: Entity[] = [];
  for (const { kind, db: place, name, table, own } of rows) {
    const schema = Number(own) === 1 ? {} : { schema: place };
    const bare: Entity = {
      kind,
      name,
      ...(table === null ? schema : { table: { name: table, ...schema } }),
      definition: raw({ sql: "" }),
    };
    const standing = await READERS[kind]!(db, bare, context);
    if (standing === null || standing.definition === "" || standing.isOther) continue;
    const { definition, event, args, columns, with: parameters } = standing;
    entities.push({
      ...bare,
      ...(args !== undefined && { arguments: args }),
      ...(event !== undefined && { event }),
      ...(columns && { columns }),
      ...(parameters && { with: parameters }),
      definition: raw({ sql: definition }),
    });
  }
  return entities;
}

async function readEntity(
  db: DriverConnection,
  entity: Entity,
  context: AdaptContext,
): Promise<EntityReading> {
  const standing = await READERS[entity.kind]!(db, entity, context);
  const base = { entity, isReplaceable: true };
  if (standing === null ? await isHidden(db, entity, context) : standing.text === "") {
    const right = context.variant.seesEntities[entity.kind] ?? "SELECT";
    const problem = `The user lacks the right to see ${entity.kind} ${displayName(entity)} (${right}), so it is not compared.`;
    return { ...base, standing: "", wanted: "", problem };
  }
  if (standing === null) return { ...base, standing: null, wanted: null };
  const { text, args, ...rest } = standing;
  const more = { ...rest, ...(args !== undefined && { arguments: args }) };
  if (entity.kind === "trigger")
    return { ...base, ...more, standing: text, wanted: triggerText(entity, context) };
  if (isInServersWords(entity, standing, context)) return { ...base, ...more, standing: text, wanted: text };
  const scratch: Entity = { ...entity, name: `migr_scratch_${randomBytes(8).toString("hex")}` };
  try {
    await db.query(ddlText(createEntity({ entity: scratch }), context.spelling));
    try {
      const made = await READERS[entity.kind]!(db, scratch, context);
      return { ...base, ...more, standing: text, wanted: made?.text ?? null };
    } finally {
      await db.query(ddlText(dropEntity({ entity: scratch }), context.spelling));
    }
  } catch (thrown) {
    const error = toDatabaseError(thrown);
    // What it needs may be made by the same migration.
    const isAwaited = error.code === "db.no-such-object";
    const isForbidden = error.code === "db.permission";
    const problem = `The database cannot tell whether ${entity.kind} ${displayName(entity)} is as declared: ${error.message}`;
    const wanted = isForbidden ? text : null;
    return { ...base, ...more, standing: text, wanted, ...(!isAwaited && { problem }) };
  }
}

/** Whether an object is declared in the words in which the server tells of it, as pulled ones are: nothing is to be made. */
function isInServersWords(
  { columns = [], with: parameters = [], arguments: args, definition }: Entity,
  standing: Standing,
  { spelling }: AdaptContext,
): boolean {
  return (
    !standing.isOther &&
    args === standing.args &&
    isAlike(columns, standing.columns ?? []) &&
    isAlike(parameters, standing.with ?? []) &&
    ddlText(definition, spelling).trim() === standing.definition.trim()
  );
}

/**
 * Whether an object may be there that the views keep from the user.
 *
 * @source MySQL 9.7 Reference Manual, 15.7.7.13 "SHOW CREATE TRIGGER Statement", measured: what is not there comes first
 */
async function isHidden(
  db: DriverConnection,
  { kind, name, table }: Entity,
  { spelling, variant }: AdaptContext,
): Promise<boolean> {
  if (kind === "function" || kind === "procedure")
    return (await hiddenKinds(db, variant)).some(({ what }) => what === "routines");
  if (kind !== "trigger") return false;
  const path = quotedPath({ schema: table?.schema, name }, spelling.quote);
  try {
    await db.query(`SHOW CREATE TRIGGER ${path}`);
  } catch (thrown) {
    return toDatabaseError(thrown).code === "db.permission";
  }
  return false;
}

type Reader = (db: DriverConnection, entity: Entity, context: AdaptContext) => Promise<Standing | null>;

const routine: Reader = async (db, entity, { spelling }) => {
  const word = entity.kind.toUpperCase();
  const { rows } = await db.query(
    "SELECT 1 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = COALESCE(?, DATABASE()) AND ROUTINE_NAME = ? AND ROUTINE_TYPE = ?",
    [entity.schema ?? null, entity.name, word],
  );
  if (rows.length === 0) return null;
  const path = quotedPath(entity, spelling.quote);
  const shown = await db.query(`SHOW CREATE ${word} ${path}`);
  const text = String(shown.rows[0]![2] ?? "");
  if (text === "") return { text, definition: "" };
  const tokens = tokenize(text);
  const name = tokens.findIndex((token, i) => token.kind === "name" && token.text === entity.name && i > 1);
  const args = closing(tokens, name + 1);
  const definition = text.slice(tokens[args]!.end).trim();
  const given = text.slice(tokens[name + 1]!.end, tokens[args]!.start).trim();
  return { text: `(${normalized(given)}) ${definition}`, definition, args: given };
};

const READERS: { readonly [K in Entity["kind"]]?: Reader } = {
  async view(db, { name, schema }, { spelling }) {
    const result = await db.query(
      "SELECT VIEW_DEFINITION AS `text`, CHECK_OPTION AS `check`, DATABASE() AS `own` FROM information_schema.VIEWS WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?",
      [schema ?? null, name],
    );
    const [row] = toObjects<{ readonly text: string; readonly check: string; readonly own: string }>(result);
    if (!row) return null;
    if (row.text === "") return { text: "", definition: "" };
    const check = row.check === "NONE" ? "" : ` WITH ${row.check} CHECK OPTION`;
    const path = quotedPath({ schema, name }, spelling.quote);
    const shown = await db.query(`SHOW CREATE VIEW ${path}`);
    const created = String(shown.rows[0]?.[1] ?? "");
    const { columns, parameters, query } = viewHead(created);
    // What the catalog tells of WITH ROLLUP has functions that no statement takes.
    const isTold = !/\brollup_(?:group_item|sum_switcher)\(/.test(row.text);
    const text = isTold ? `${row.text}${check}` : query;
    return {
      text: `${[...parameters, ...columns.map(spelling.quote)].join(", ")} ${text}`,
      definition: text.replaceAll(`\`${row.own}\`.`, ""),
      ...(columns.length > 0 && { columns }),
      ...(parameters.length > 0 && { with: parameters }),
      isOther: OTHER_VIEW.test(created),
    };
  },
  function: routine,
  procedure: routine,
  // The catalog tells of a body with its names in quotes spoiled, so it comes from the statement that made it.
  async trigger(db, { name, table }, { spelling }) {
    const result = await db.query(
      "SELECT ACTION_TIMING AS `timing`, EVENT_MANIPULATION AS `event`, ACTION_STATEMENT AS `body` FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = COALESCE(?, DATABASE()) AND TRIGGER_NAME = ? AND EVENT_OBJECT_TABLE = ?",
      [table?.schema ?? null, name, table?.name],
    );
    const [row] = toObjects<{
      readonly timing: string;
      readonly event: string;
      readonly body: string | null;
    }>(result);
    if (!row) return null;
    // On MariaDB the rights to change a table show that it has triggers, and not what they do.
    if (row.body === null) return { text: "", definition: "" };
    const path = quotedPath({ schema: table?.schema, name }, spelling.quote);
    const shown = await db.query(`SHOW CREATE TRIGGER ${path}`);
    const text = String(shown.rows[0]?.[2] ?? "");
    const each = tokenize(text).find(({ kind, text: word }) => kind === "word" && /^for$/i.test(word));
    if (!each) return null;
    const event = `${row.timing} ${row.event}`;
    const definition = text.slice(each.start).trim();
    return { text: normalized(`${event} ${definition}`), definition, event };
  },
};

/**
 * The heads of views of other kinds, which the catalog lists among the plain ones.
 *
 * @source MySQL 9.7, measured: CREATE MATERIALIZED VIEW, CREATE JSON RELATIONAL DUALITY VIEW
 */
const OTHER_VIEW = /^CREATE ALGORITHM=\w+ (?:MATERIALIZED\b|.*? SQL SECURITY \w+ JSON\b)/s;

function triggerText({ event, definition }: Entity, context: AdaptContext): string {
  return normalized(`${event} ${ddlText(definition, context.spelling)}`);
}

function normalized(text: string): string {
  return tokenize(text.replace(/[;\s]+$/, ""))
    .map(written)
    .join(" ");
}
