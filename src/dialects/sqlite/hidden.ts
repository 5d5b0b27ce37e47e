import type { Live, Statement } from "../../dialect/dialect.js";
import { StateError } from "../../errors/errors.js";
import type { Operation } from "../../ops/operation.js";
import type { TableName } from "../../schema/name.js";
import type { EntityName } from "../../schema/object.js";
import { TEMPORARY_OBJECTS } from "./connection.js";
import { fold } from "./tokens.js";

/** Statements that take a name without a schema for whatever file has it. */
const SEEKING = /^((?:DROP (?:TABLE|INDEX|VIEW|TRIGGER)(?: IF EXISTS)?|ALTER TABLE|UPDATE) )(?=")/;

/**
 * Statements that change nothing but the database's own file, whatever other ones are attached: a name that it has not
 * got would be looked for in those.
 *
 * @source SQLite 3.53, "ATTACH DATABASE"
 */
export async function inOwnFile(statements: readonly Statement[], live: Live): Promise<readonly Statement[]> {
  if (!statements.some(({ sql }) => SEEKING.test(sql))) return statements;
  const attached = await live.query("SELECT 1 FROM pragma_database_list WHERE seq > 1 LIMIT 1");
  if (!attached || attached.rows.length === 0) return statements;
  return statements.map((each) => ({ ...each, sql: each.sql.replace(SEEKING, "$1main.") }));
}

/** What operations are about, by the members that say so. */
interface Subjects {
  readonly table?: TableName;
  readonly entity?: EntityName;
  readonly index?: { readonly name: string };
  readonly name?: string;
}

/**
 * Refuses to change what a temporary object of the connection hides: without a schema before it a name stands for the
 * temporary one, which would be changed, copied or dropped in its place.
 *
 * @throws {StateError} `state.hidden-object`: there is a temporary object of a name that the operation says
 * @source SQLite 3.53, "Database Object Name Resolution"
 */
export async function assertVisible(operation: Operation, live: Live): Promise<void> {
  const { table, entity, index, name } = operation as Subjects;
  await assertNoneHidden(
    [table?.name, entity?.name, entity?.table?.name, index?.name, name].flatMap((each) => each ?? []),
    live,
  );
}

/**
 * Refuses to change objects that a temporary one hides.
 *
 * @throws {StateError} `state.hidden-object`: there is a temporary object of such a name
 */
export async function assertNoneHidden(names: readonly string[], live: Live): Promise<void> {
  if (names.length === 0) return;
  const hiding = await live.query(TEMPORARY_OBJECTS);
  if (!hiding || hiding.rows.length === 0) return;
  const folded = new Set(names.map(fold));
  const [type, name] = hiding.rows.find(([, each]) => folded.has(fold(String(each)))) ?? [];
  if (name === undefined) return;
  throw new StateError(
    "state.hidden-object",
    `A temporary ${String(type)} of the connection is called ${String(name)}, as what is to be changed is.`,
    {
      hint: `Drop it first, with DROP ${String(type).toUpperCase()} temp.${String(name)}, or give it another name: SQLite would take it for the other one.`,
      details: { name },
    },
  );
}
