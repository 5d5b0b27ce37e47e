import type { Queryable } from "../../dialect/dialect.js";
import { BatchAlterTable } from "../../ops/batch.js";
import { DropColumn, RenameColumn } from "../../ops/column.js";
import { CreateEntity, DropEntity, ReplaceEntity } from "../../ops/entity.js";
import type { Operation } from "../../ops/operation.js";
import { DropTable, RenameTable } from "../../ops/table.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { Schema } from "../../schema/schema.js";
import { enumerate } from "../../util/text.js";
import { isSymbol, isWord } from "./expression.js";
import { type Token, tokenize } from "./tokens.js";

/** What goes or gets another name, by the name that it has now: a column, or a table where none is named. */
interface Going {
  readonly table: TableName;
  readonly column?: string;
  readonly what: string;
}

/**
 * A sentence for each table and column that goes or gets another name and that views read which the operations leave as
 * they are: the servers let it go, and the views fail from then on.
 *
 * @param schema what the database has
 * @source MySQL 9.7 Reference Manual, 15.1.25 "CREATE VIEW Statement": the view no longer works
 * @source MariaDB Server documentation, "CREATE VIEW"
 */
export async function inTheWay(
  db: Queryable,
  operations: readonly Operation[],
  schema: Schema,
): Promise<readonly string[]> {
  const flat = operations.flatMap((each) => (each instanceof BatchAlterTable ? each.operations : each));
  const going = goingIn(flat);
  if (going.length === 0) return [];
  const own = (await db.query("SELECT DATABASE()")).rows[0]?.[0];
  const defaultSchema = schema.defaultSchema ?? String(own);
  const made = new Set(
    flat.flatMap((each) =>
      each instanceof DropEntity || each instanceof ReplaceEntity || each instanceof CreateEntity
        ? nameKey(each.entity)
        : [],
    ),
  );
  const views = (await readViews(db, defaultSchema)).filter(({ name }) => !made.has(nameKey(name)));
  const fold = (text: string) => (schema.foldsNames ? text.toLowerCase() : text);
  return going.flatMap(({ table, column, what }) => {
    const path = [table.schema ?? defaultSchema, table.name].map(fold);
    const failing: View[] = [];
    for (const view of views) if (reads(view, path, column, fold)) failing.push(view);
    // What reads a view that fails does so, too; the list grows while it is gone through.
    for (const { name } of failing) {
      const over = [name.schema ?? defaultSchema, name.name].map(fold);
      for (const view of views) {
        if (!failing.includes(view) && reads(view, over, undefined, fold)) failing.push(view);
      }
    }
    if (failing.length === 0) return [];
    const names = enumerate(failing.map(({ name }) => displayName(name)).sort());
    const [those, read, until] =
      failing.length === 1
        ? ["view", "reads: it fails", "it is made anew"]
        : ["views", "read: they fail", "they are made anew"];
    return `${what}, which the ${those} ${names} ${read} from then on, until ${until}.`;
  });
}

function goingIn(operations: readonly Operation[]): readonly Going[] {
  const former = new Map<string, TableName>();
  const columns = new Map<string, string>();
  const tableOf = (table: TableName) => former.get(nameKey(table)) ?? table;
  const keyOf = (table: TableName, name: string) => JSON.stringify([nameKey(tableOf(table)), name]);
  return operations.flatMap((each): readonly Going[] => {
    if (each instanceof RenameTable) {
      former.set(nameKey({ ...each.table, name: each.to }), each.table);
      return [{ table: each.table, what: `${displayName(each.table)} becomes ${each.to}` }];
    }
    if (each instanceof DropTable) {
      return [{ table: tableOf(each.table), what: `${displayName(each.table)} goes` }];
    }
    if (!(each instanceof RenameColumn || each instanceof DropColumn)) return [];
    const table = tableOf(each.table);
    const column = columns.get(keyOf(each.table, each.name)) ?? each.name;
    const path = `${displayName(each.table)}.${each.name}`;
    if (each instanceof DropColumn) return [{ table, column, what: `${path} goes` }];
    columns.set(keyOf(each.table, each.to), each.name);
    return [{ table, column, what: `${path} becomes ${each.to}` }];
  });
}

interface View {
  readonly name: TableName;
  readonly tokens: readonly Token[];
}

/** The views that the user may see, with their queries, in which each name stands with those of its owners. */
async function readViews(db: Queryable, own: string): Promise<readonly View[]> {
  const { rows } = await db.query(
    "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS " +
      "WHERE TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')",
  );
  return rows.map(([schema, name, text]) => ({
    name: { name: String(name), ...(schema !== own && { schema: String(schema) }) },
    tokens: tokenize(String(text ?? "")),
  }));
}

/** Whether a view reads a table, or a column of it. */
function reads(
  { tokens }: View,
  table: readonly string[],
  column: string | undefined,
  fold: (text: string) => string,
): boolean {
  const paths = pathsIn(tokens);
  const isTable = ([db, name]: readonly string[]) => fold(db!) === table[0] && fold(name!) === table[1];
  const aliases = paths.flatMap(({ names, after }) =>
    names.length === 2 && isTable(names) && after?.kind === "name" ? after.text : [],
  );
  return paths.some(({ names }) => {
    if (column === undefined) return names.length >= 2 && isTable(names);
    const last = names.at(-1)!.toLowerCase();
    if (last !== column.toLowerCase()) return false;
    return names.length === 3 ? isTable(names) : names.length === 2 && aliases.includes(names[0]!);
  });
}

/** Names with dots between them, with what follows. */
function pathsIn(
  tokens: readonly Token[],
): readonly { readonly names: readonly string[]; readonly after?: Token }[] {
  const paths: { names: string[]; after?: Token }[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]!.kind !== "name" || isWord(tokens[i - 1], "as")) continue;
    const names = [tokens[i]!.text];
    while (isSymbol(tokens[i + 1], ".") && tokens[i + 2]?.kind === "name") {
      names.push(tokens[i + 2]!.text);
      i += 2;
    }
    const after = tokens[i + 1];
    paths.push({ names, ...(after && { after }) });
  }
  return paths;
}
