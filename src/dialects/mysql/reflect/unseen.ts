import type { Live, Queryable } from "../../../dialect/dialect.js";
import type { Constraint, Unique } from "../../../schema/constraint.js";
import type { OptionValue } from "../../../schema/options.js";
import type { Table } from "../../../schema/table.js";
import type { TableIndex } from "../../../schema/table-index.js";
import type { AdaptContext } from "../adapt.js";
import { toDatabaseError } from "../errors.js";
import { closing, isSymbol, isWord } from "../expression.js";
import { type Options, optionsOf } from "../option.js";
import { comparedPartitions, partitionText } from "../partition-text.js";
import { elementsOf, type TableElement, withoutHints } from "../show-create.js";
import { quotedPath } from "../spelling.js";
import type { Token } from "../tokens.js";
import { UNSEEN } from "../unseen-option.js";
import { heedingTables } from "./heeded.js";
import { optionsInTail, partitionsInTail } from "./table-tail.js";

/** Words that stand together and mean something that has no option of its own. */
const CLAUSES: readonly (readonly string[])[] = [
  ["NOT", "SECONDARY"],
  ["WITH", "SYSTEM", "VERSIONING"],
];

/** What says that changes of a column are no versions of a row. */
const UNVERSIONED = ["WITHOUT", "SYSTEM", "VERSIONING"];

/** The table with what the text of its SHOW CREATE TABLE tells beside the views. */
export function withUnseen(table: Table, created: string): Table {
  const text = withoutHints(created);
  const columns = new Map<string, Options>();
  const indexes = new Map<string, IndexText>();
  for (const element of elementsOf(text)) {
    if (element.kind === "column") columns.set(element.name, optionsIn(element.rest, text));
    else if (element.kind === "index") indexes.set(element.name, indexIn(element, text));
  }
  const isRestated = (each: Constraint): each is Unique =>
    each.kind === "unique" && Object.keys(indexes.get(each.name ?? "")?.options ?? {}).length > 0;
  return {
    ...withPartitions(withOptions(table, optionsInTail(text)), text),
    columns: table.columns.map((column) => withOptions(column, columns.get(column.name))),
    constraints: table.constraints.filter((each) => !isRestated(each)),
    indexes: [...table.indexes, ...table.constraints.filter(isRestated).map(indexOf)].map((index) => {
      const found = indexes.get(index.name);
      return found ? withOptions(withTree(index, found), found.options) : index;
    }),
  };
}

/** The table with all that is said of its partitions, where that is what views tell of them and more. */
function withPartitions(table: Table, text: string): Table {
  const { partitionBy } = optionsOf(table);
  const told = partitionBy === undefined ? null : partitionsInTail(text);
  if (told === null || comparedPartitions(told) !== partitionBy) return table;
  return {
    ...table,
    options: { ...table.options, mysql: { ...optionsOf(table), partitionBy: partitionText(told) } },
  };
}

/** A unique constraint as the index that it is, which can have more to it. */
function indexOf({ name, columns }: Unique): TableIndex {
  return { name: name!, unique: true, parts: columns.map((column) => ({ column })) };
}

interface IndexText {
  readonly options: Options;
  /** It says that it is a tree, which others are without saying so. */
  readonly isTree: boolean;
}

function indexIn({ rest }: TableElement, text: string): IndexText {
  const isTree = rest.some((token, i) => isWord(token, "using") && isWord(rest[i + 1], "btree"));
  return { options: optionsIn(rest, text), isTree };
}

function withTree(index: TableIndex, { isTree }: IndexText): TableIndex {
  return isTree && index.method === undefined ? { ...index, method: "btree" } : index;
}

/** The options among the words that follow a column's name or an index's parts. */
function optionsIn(tokens: readonly Token[], text: string): Options {
  const options: Record<string, OptionValue> = {};
  const clauses: string[] = [];
  const source = (from: number, to: number) => text.slice(tokens[from]!.start, tokens[to]!.end);
  for (let i = 0; i < tokens.length; i++) {
    if (isSymbol(tokens[i], "(")) {
      i = closing(tokens, i);
      continue;
    }
    if (UNVERSIONED.every((word, j) => isWord(tokens[i + j], word))) {
      options["unversioned"] = true;
      i += UNVERSIONED.length - 1;
      continue;
    }
    const words = CLAUSES.find((each) => each.every((word, j) => isWord(tokens[i + j], word)));
    const option = Object.entries(UNSEEN).find(([, { sql }]) =>
      sql.split(" ").every((word, j) => isWord(tokens[i + j], word)),
    );
    if (words) {
      clauses.push(source(i, i + words.length - 1));
      i += words.length - 1;
    } else if (option) {
      const [name, { sql, kind }] = option;
      const after = i + sql.split(" ").length;
      const at = isSymbol(tokens[after], "=") ? after + 1 : after;
      const value = tokens[at]?.text ?? "";
      options[name] = kind === "number" ? Number(value) : value;
      i = at;
    } else if (isSymbol(tokens[i + 1], "=") && (tokens[i]!.kind === "name" || tokens[i]!.kind === "word")) {
      // An option that the storage engine alone knows.
      clauses.push(source(i, i + 2));
      i += 2;
    }
  }
  return { ...options, ...(clauses.length > 0 && { clauses: clauses.join(" ") }) };
}

function withOptions<T extends Table | Table["columns"][number] | TableIndex>(
  thing: T,
  found: Options | undefined,
): T {
  if (!found || Object.keys(found).length === 0) return thing;
  const { options } = thing;
  return { ...thing, options: { ...options, mysql: { ...found, ...optionsOf(thing) } } };
}

/** The tables with what only their own texts tell, asked for one by one; of all, or of those whose engines heed it. */
export async function readUnseen(
  db: Queryable,
  tables: readonly Table[],
  { variant, spelling }: AdaptContext,
  scope: "all" | "heeded",
): Promise<readonly Table[]> {
  const asked = new Set(scope === "all" ? tables : await heedingTables(db, tables, variant));
  const seen: Table[] = [];
  for (const table of tables) {
    if (!asked.has(table)) {
      seen.push(table);
      continue;
    }
    const { rows } = await db.query(`SHOW CREATE TABLE ${quotedPath(table, spelling.quote)}`);
    seen.push(withUnseen(table, String(rows[0]?.[1] ?? "")));
  }
  return seen;
}

/** Tables as plans see them, with what must be said again where a column or an index is restated. */
export function seeingAll(live: Live, quote: (name: string) => string): Live {
  return {
    ...live,
    async table(name) {
      const table = await live.table(name);
      if (!table) return table;
      try {
        const result = await live.query(`SHOW CREATE TABLE ${quotedPath(table, quote)}`, [], name);
        return result ? withUnseen(table, String(result.rows[0]?.[1] ?? "")) : table;
      } catch (thrown) {
        // A step that is not done yet makes the table, or gives it its name.
        if (toDatabaseError(thrown).code === "db.no-such-object") return table;
        throw thrown;
      }
    },
  };
}
