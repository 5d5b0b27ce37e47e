import type {
  Check,
  Constraint,
  ForeignKey,
  PrimaryKey,
  ReferentialAction,
  Unique,
} from "../../../schema/constraint.js";
import { raw } from "../../../sql/nodes/index.js";
import { createdColumn, rulesOf } from "../created-table.js";
import { stripParentheses } from "../expression.js";
import { fold } from "../tokens.js";
import { groupBy, type TableFacts } from "./facts.js";

/** The constraints of a table; those that were given no name have none. */
export function reflectConstraints(table: TableFacts): readonly Constraint[] {
  return [...primaryKey(table), ...uniques(table), ...foreignKeys(table), ...checks(table)];
}

function primaryKey({ created, columns }: TableFacts): readonly PrimaryKey[] {
  const key = columns.filter((column) => column.key > 0).sort((a, b) => a.key - b.key);
  if (key.length === 0) return [];
  const [rule] = rulesOf(created, "primaryKey");
  return [{ kind: "primaryKey", ...named(rule?.name), columns: key.map(({ name }) => name) }];
}

/** Taken from the text: two uniques on the same columns share one index. */
function uniques({ created }: TableFacts): readonly Unique[] {
  return rulesOf(created, "unique").map(({ name, columns }) => ({
    kind: "unique",
    ...named(name),
    columns: columns.map((column) => createdColumn(created, column.name)?.name ?? column.name),
  }));
}

function foreignKeys({ created, foreignKeys: rows, tableNames }: TableFacts): readonly ForeignKey[] {
  const rules = rulesOf(created, "foreignKey");
  return [...groupBy(rows, ({ id }) => id).values()].map((parts): ForeignKey => {
    const { id, parent, onDelete, onUpdate } = parts[0]!;
    const rule = rules[rules.length - 1 - id];
    return {
      kind: "foreignKey",
      ...named(rule?.name),
      columns: parts.map(({ from }) => from),
      references: {
        name: tableNames.get(fold(parent)) ?? parent,
        columns: parts.map(({ to, from }) => to ?? from),
      },
      ...(onDelete !== NO_ACTION && { onDelete: action(onDelete) }),
      ...(onUpdate !== NO_ACTION && { onUpdate: action(onUpdate) }),
      ...(rule?.deferrable && { deferrable: rule.deferrable }),
    };
  });
}

const NO_ACTION = "NO ACTION";

function action(word: string): ReferentialAction {
  return word.toLowerCase() as ReferentialAction;
}

function checks({ created }: TableFacts): readonly Check[] {
  return rulesOf(created, "check").map(({ name, expression }) => ({
    kind: "check",
    ...named(name),
    expression: raw({ sql: stripParentheses(expression) }),
  }));
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
