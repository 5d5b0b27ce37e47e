import type {
  Check,
  Constraint,
  ForeignKey,
  PrimaryKey,
  ReferentialAction,
  Unique,
} from "../../../schema/constraint.js";
import { rulesOf } from "../created-table.js";
import { keyPartsOption } from "../key-part.js";
import { optionsOf } from "../options.js";
import { sameName } from "../tokens.js";
import type { ForeignKeyRow } from "./catalog.js";
import { conflictOf } from "./columns.js";
import { expressionOf, groupBy, type TableFacts } from "./facts.js";

/** The constraints of a table; those that were given no name have none. */
export function reflectConstraints(table: TableFacts): readonly Constraint[] {
  return [...primaryKey(table), ...uniques(table), ...foreignKeys(table), ...checks(table)];
}

function primaryKey({ created, columns }: TableFacts): readonly PrimaryKey[] {
  const key = columns.filter((row) => row[4] > 0);
  if (key.length === 0) return [];
  if (key.length > 1) key.sort((a, b) => a[4] - b[4]);
  const [rule] = rulesOf(created, "primaryKey");
  const parts = key.map(([name]) => rule?.columns.find((each) => sameName(each.name, name)));
  return [
    {
      kind: "primaryKey",
      ...named(rule?.name),
      columns: key.map(([name]) => name),
      ...optionsOf({
        onConflict: conflictOf(rule ?? null),
        parts: keyPartsOption(parts),
      }),
    },
  ];
}

/** Taken from the text: two uniques on the same columns share one index. */
function uniques({ created, columns }: TableFacts): readonly Unique[] {
  const spelled = (name: string) =>
    (columns.find((row) => row[0] === name) ?? columns.find((row) => sameName(row[0], name)))?.[0] ?? name;
  return rulesOf(created, "unique").map((rule) => {
    const names = rule.columns.map((column) => spelled(column.name));
    const parts = keyPartsOption(rule.columns);
    return {
      kind: "unique",
      ...named(rule.name),
      columns: names,
      ...optionsOf({ onConflict: conflictOf(rule), parts }),
    };
  });
}

function foreignKeys({ created, foreignKeys: rows, tableNames }: TableFacts): readonly ForeignKey[] {
  if (rows.length === 0) return [];
  const rules = rulesOf(created, "foreignKey");
  // The catalog has the last key first.
  return foreignKeyParts(rows)
    .filter(isWhole)
    .map((parts): ForeignKey => {
      const [id, parent, , , onUpdate, onDelete] = parts[0]!;
      const rule = rules[rules.length - 1 - id];
      return {
        kind: "foreignKey",
        ...named(rule?.name),
        columns: parts.map(([, , from]) => from),
        references: {
          name: tableNames.spelled(parent),
          columns: parts.map(([, , , to]) => to!),
        },
        ...(onDelete !== NO_ACTION && { onDelete: action(onDelete) }),
        ...(onUpdate !== NO_ACTION && { onUpdate: action(onUpdate) }),
        ...((rule?.match === "full" || rule?.match === "partial") && { match: rule.match }),
        ...(rule?.deferrable && { deferrable: rule.deferrable }),
      };
    });
}

/** The rows of foreign keys, key by key in the order of the text; the catalog has the last one first. */
export function foreignKeyParts(rows: readonly ForeignKeyRow[]): readonly (readonly ForeignKeyRow[])[] {
  return [...groupBy(rows, (row) => row[0]).values()].reverse();
}

/** Whether what a key refers to is there: SQLite takes one that leads nowhere. */
export function isWhole(parts: readonly ForeignKeyRow[]): boolean {
  return parts.every(([, , , to]) => to !== null);
}

const NO_ACTION = "NO ACTION";

function action(word: string): ReferentialAction {
  return word.toLowerCase() as ReferentialAction;
}

function checks({ created, columns }: TableFacts): readonly Check[] {
  return rulesOf(created, "check").map(({ name, expression }) => ({
    kind: "check",
    ...named(name),
    expression: expressionOf(expression, columns),
  }));
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
