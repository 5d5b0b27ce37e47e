import type { OptionRule } from "../dialect/dialect.js";
import type { Column } from "../schema/column.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { DialectOptions } from "../schema/options.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { Comparison } from "./comparison.js";
import type { TableChange } from "./table.js";

/** What goes, and what changes. */
export interface Going {
  readonly changes: readonly TableChange[];
  readonly dropped: readonly Table[];
}

/**
 * What goes with the options that reading a whole schema does not tell, so that it can come back with them; and what is
 * made anew with those that its model does not name.
 *
 * @param ask gives tables with those options
 * @param formerName the name that a table still has in the database
 */
export async function withUnseenOptions(
  { changes, dropped }: Going,
  comparison: Comparison,
  ask: (tables: readonly Table[]) => Promise<readonly Table[]>,
  formerName: (table: Table) => TableName,
): Promise<Going> {
  const losing = changes.filter(
    ({ removedIndexes, removedColumns }) => removedIndexes.length > 0 || removedColumns.length > 0,
  );
  const asked = [...losing.map(({ from }) => from), ...dropped];
  if (asked.length === 0) return { changes, dropped };
  const told = await ask(
    asked.map((table) => ({ ...table, schema: undefined, ...formerName(table) }) as Table),
  );
  const answers = new Map(asked.map((table, i) => [nameKey(table), told[i]!]));
  const { optionRules, vocabulary } = comparison.dialect;
  return {
    dropped: dropped.map((table) => {
      const { columns, indexes } = answers.get(nameKey(table))!;
      return { ...table, columns: seen(table.columns, columns), indexes: seen(table.indexes, indexes) };
    }),
    changes: changes.map((change) => {
      const answer = answers.get(nameKey(change.from));
      if (!answer) return change;
      const removedIndexes = seen(change.removedIndexes, answer.indexes);
      const removedColumns = seen(change.removedColumns, answer.columns);
      return {
        ...change,
        removedIndexes,
        removedColumns,
        addedIndexes: keeping(change.addedIndexes, removedIndexes, optionRules.index, vocabulary),
        addedColumns: keeping(change.addedColumns, removedColumns, optionRules.column, vocabulary),
      };
    }),
  };
}

type Part = Column | TableIndex;

/** The parts with the options of those of their names. */
function seen<P extends Part>(parts: readonly P[], told: readonly P[]): readonly P[] {
  return parts.map((part) => {
    const options = told.find(({ name }) => name === part.name)?.options;
    return options ? { ...part, options } : part;
  });
}

/** Parts that are made anew, with the options of before that are not compared and that they do not name. */
function keeping<P extends Part>(
  added: readonly P[],
  removed: readonly P[],
  rules: Readonly<Record<string, OptionRule>>,
  vocabulary: string,
): readonly P[] {
  return added.map((part) => {
    const before = removed.find(({ name }) => name === part.name);
    const isOther = before === undefined || methodOf(before) !== methodOf(part);
    const kept = Object.entries((isOther ? undefined : before.options?.[vocabulary]) ?? {}).filter(
      ([name]) => rules[name]?.change === "unread",
    );
    if (kept.length === 0) return part;
    const options: DialectOptions = {
      ...part.options,
      [vocabulary]: { ...Object.fromEntries(kept), ...part.options?.[vocabulary] },
    };
    return { ...part, options };
  });
}

function methodOf(part: Part): string | undefined {
  return "method" in part ? part.method : undefined;
}
