import type { Column } from "../../../schema/column.js";
import type { Node } from "../../../sql/node.js";
import { raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { remembering } from "../../../util/remember.js";
import { columnClause, createdColumn, rulesOf } from "../created-table.js";
import { stripParentheses } from "../expression.js";
import { sameName } from "../tokens.js";
import { parseType } from "../type-names.js";
import { parseDefault } from "./default-value.js";
import type { TableFacts } from "./facts.js";

const typeNamed = remembering(parseType);

/** The columns of a table. A key's columns are NOT NULL, as models have it, although old files may hold NULLs there. */
export function reflectColumns(table: TableFacts, defaults: Defaults): readonly Column[] {
  const { created } = table;
  const alias = rowidAliasOf(table);
  return table.columns.map((row): Column => {
    const [name, native, notNull, defaultSql, key] = row;
    const type = typeNamed(native);
    const plain = { name, type, nullable: notNull === 0 && key === 0 };
    const column = created.columns.length === 0 ? null : createdColumn(created, name);
    const generated = column && columnClause(column, "generated");
    const defaultNode = defaultSql === null || generated ? undefined : defaults.read(defaultSql, type);
    if (!column && !defaultNode && alias !== name) return plain;
    const collation = column && collationOf(columnClause(column, "collate")?.collation);
    return {
      ...plain,
      ...(defaultNode && { default: defaultNode }),
      ...(alias === name && { identity: { generated: "byDefault" as const } }),
      ...(generated && {
        computed: {
          expression: raw({ sql: stripParentheses(generated.expression) }),
          stored: generated.stored,
        },
      }),
      ...(collation && { collation }),
    };
  });
}

/**
 * The name of the column that is another name of the rowid.
 *
 * @source SQLite 3.53, "CREATE TABLE", 5: exactly INTEGER, and not `INTEGER PRIMARY KEY DESC`
 */
function rowidAliasOf({ created, columns }: TableFacts): string | undefined {
  if (created.withoutRowid || rulesOf(created, "primaryKey")[0]?.descending) return undefined;
  const keys = columns.filter((row) => row[4] > 0);
  if (keys.length !== 1) return undefined;
  const [name, type] = keys[0]!;
  return sameName(type, "INTEGER") ? name : undefined;
}

/** Reads defaults, the same text for the same type once. */
export class Defaults {
  readonly #known = new Map<SqlType, Map<string, Node | undefined>>();

  /** The default that a text of the catalog stands for. */
  read(sql: string, type: SqlType): Node | undefined {
    let ofType = this.#known.get(type);
    if (!ofType) {
      ofType = new Map();
      this.#known.set(type, ofType);
    }
    let node = ofType.get(sql);
    if (node === undefined) {
      node = parseDefault(sql, type);
      ofType.set(sql, node);
    }
    return node;
  }
}

const BUILT_IN = ["BINARY", "NOCASE", "RTRIM"];

/** A collation by its usual letters; none where it is the one that columns have anyway. */
export function collationOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const builtIn = BUILT_IN.find((each) => sameName(each, name));
  return builtIn === "BINARY" ? undefined : (builtIn ?? name);
}
