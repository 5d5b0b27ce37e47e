import type { OptionRule } from "../dialect/option-rule.js";
import type { Column } from "../schema/column.js";
import type { Constraint, Unique } from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { DialectOptions } from "../schema/options.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { Comparison } from "./comparison.js";
import type { OptionsDiff } from "./options.js";
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
  const { optionRules, vocabulary } = comparison.dialect;
  const partly = Object.entries(optionRules.table).flatMap(([name, rule]) => (rule.comparedAs ? name : []));
  const losing = changes.filter(
    ({ removedIndexes, removedColumns, removedConstraints, options }) =>
      removedIndexes.length > 0 ||
      removedColumns.length > 0 ||
      removedConstraints.some(isUnique) ||
      partly.some((name) => typeof options?.from[vocabulary]?.[name] === "string"),
  );
  const asked = [...losing.map(({ from }) => from), ...dropped];
  if (asked.length === 0) return { changes, dropped };
  const told = await ask(
    asked.map((table) => ({ ...table, schema: undefined, ...formerName(table) }) as Table),
  );
  const answers = new Map(asked.map((table, i) => [nameKey(table), told[i]!]));
  return {
    dropped: dropped.map((table) => {
      const answer = answers.get(nameKey(table))!;
      const told = toldAsIndexes(table.constraints, answer);
      return {
        ...table,
        ...(answer.options && { options: answer.options }),
        columns: seen(table.columns, answer.columns),
        constraints: table.constraints.filter(({ name }) => !told.has(name)),
        indexes: [...seen(table.indexes, answer.indexes), ...told.values()],
      };
    }),
    changes: changes.map((given) => {
      const answer = answers.get(nameKey(given.from));
      if (!answer) return given;
      const change = withIndexes(given, toldAsIndexes(given.removedConstraints, answer));
      const removedIndexes = seen(change.removedIndexes, answer.indexes);
      const removedColumns = seen(change.removedColumns, answer.columns);
      return {
        ...change,
        options: withWhole(change.options, answer, partly, vocabulary),
        removedIndexes,
        removedColumns,
        addedIndexes: keeping(change.addedIndexes, removedIndexes, optionRules.index, vocabulary),
        addedColumns: keeping(change.addedColumns, removedColumns, optionRules.column, vocabulary),
      };
    }),
  };
}

/** The change of a table's options, with those whole that are compared in part, where they come back. */
function withWhole(
  diff: OptionsDiff | null,
  { options }: Table,
  partly: readonly string[],
  vocabulary: string,
): OptionsDiff | null {
  const before = diff?.from[vocabulary];
  if (!diff || !before) return diff;
  const whole = partly.flatMap((name) => {
    const told = options?.[vocabulary]?.[name];
    return typeof before[name] === "string" && told !== undefined ? [[name, told] as const] : [];
  });
  return { ...diff, from: { ...diff.from, [vocabulary]: { ...before, ...Object.fromEntries(whole) } } };
}

/** Unique constraints of whose indexes there is more to tell, as those indexes. */
function toldAsIndexes(
  constraints: readonly Constraint[],
  { indexes }: Table,
): ReadonlyMap<string | undefined, TableIndex> {
  return new Map(
    constraints.filter(isUnique).flatMap(({ name }) => {
      const index = indexes.find((each) => each.name === name);
      return index ? [[name, index] as const] : [];
    }),
  );
}

/** The change with unique constraints as indexes, where those that they take the place of are told as such. */
function withIndexes(change: TableChange, told: ReadonlyMap<string | undefined, TableIndex>): TableChange {
  if (told.size === 0) return change;
  const { removedConstraints, addedConstraints, removedIndexes, addedIndexes } = change;
  const isTold = (each: Constraint): each is Unique => isUnique(each) && told.has(each.name);
  const made = addedConstraints.filter(isTold).map(
    ({ name, columns }): TableIndex => ({
      name: name!,
      unique: true,
      parts: columns.map((column) => ({ column })),
    }),
  );
  return {
    ...change,
    removedConstraints: removedConstraints.filter((each) => !isTold(each)),
    addedConstraints: addedConstraints.filter((each) => !isTold(each)),
    removedIndexes: [...removedIndexes, ...told.values()],
    addedIndexes: [...addedIndexes, ...made],
  };
}

function isUnique(constraint: Constraint): constraint is Unique {
  return constraint.kind === "unique";
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
