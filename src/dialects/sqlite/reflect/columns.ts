import type { Column } from "../../../schema/column.js";
import type { Node } from "../../../sql/node.js";
import type { SqlType } from "../../../types/type.js";
import { remembering } from "../../../util/remember.js";
import { collationOf } from "../collation.js";
import { columnClause, createdColumn, rulesOf } from "../created-table.js";
import { optionsOf } from "../options.js";
import { catalogType } from "../raw-type.js";
import { sameName } from "../tokens.js";
import { INT_TYPE, parseType } from "../type-names.js";
import type { ColumnRow } from "./catalog.js";
import { parseDefault } from "./default-value.js";
import { expressionOf, type TableFacts } from "./facts.js";

const typeNamed = remembering((native: string) => parseType(catalogType(native)));

/** The columns of a table. A key's columns are NOT NULL, as models have it, although old files may hold NULLs there. */
export function reflectColumns(table: TableFacts, defaults: Defaults): readonly Column[] {
  const { created } = table;
  const alias = rowidAliasOf(table);
  const isLooseKey = (row: ColumnRow, type: SqlType) =>
    row[4] > 0 && alias === null && type.kind === "integer";
  return table.columns.map((row): Column => {
    const [name, native, notNull, defaultSql, key] = row;
    const type = typeNamed(native);
    const plain = { name, type, nullable: notNull === 0 && key === 0 };
    const column = created.columns.length === 0 ? null : createdColumn(created, name);
    const generated = column && columnClause(column, "generated");
    const defaultNode = defaultSql === null || generated ? undefined : defaults.read(defaultSql, type);
    if (!column && !defaultNode && alias !== name && !isLooseKey(row, type)) return plain;
    const notNullRule = column && columnClause(column, "notNull");
    const collation = column && collationOf(columnClause(column, "collate")?.collation);
    return {
      ...plain,
      // As INTEGER the key would number itself.
      ...(isLooseKey(row, type) && { type: INT_TYPE }),
      ...(defaultNode && { default: defaultNode }),
      ...(alias === name && { identity: { generated: "byDefault" as const } }),
      ...(generated && {
        computed: {
          expression: expressionOf(generated.expression, table.columns),
          stored: generated.stored,
        },
      }),
      ...(collation && { collation }),
      ...optionsOf({
        autoincrement: (alias === name && rulesOf(created, "primaryKey")[0]?.autoincrement) || undefined,
        onConflictNotNull: conflictOf(notNullRule),
      }),
    };
  });
}

/** What a conflict does to a rule, in our words; undefined where it is the usual. */
export function conflictOf(rule: { readonly conflict?: string | undefined } | null): string | undefined {
  const word = rule?.conflict?.toLowerCase();
  return word === "abort" ? undefined : word;
}

/**
 * The name of the column that is another name of the rowid; null where a single key column of integers could be one
 * and is none, undefined where the key is not of that kind.
 *
 * @source SQLite 3.53, "CREATE TABLE", 5: exactly INTEGER, and not `INTEGER PRIMARY KEY DESC`
 */
function rowidAliasOf({ created, columns }: TableFacts): string | null | undefined {
  const keys = columns.filter((row) => row[4] > 0);
  if (keys.length !== 1 || created.withoutRowid) return undefined;
  if (rulesOf(created, "primaryKey")[0]?.descending) return null;
  const [name, type] = keys[0]!;
  return sameName(type, "INTEGER") ? name : null;
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
