import type { Dialect } from "../dialect/dialect.js";
import { SetTableOptions } from "../ops/table-options.js";
import { tableName } from "../schema/name.js";
import type { OptionValue } from "../schema/options.js";
import type { Table } from "../schema/table.js";
import type { TableChange } from "./table.js";

/** When the options of a table change: before its indexes and constraints do, with the table, and after them. */
export interface OptionSteps {
  readonly first: readonly SetTableOptions[];
  readonly within: readonly SetTableOptions[];
  readonly last: readonly SetTableOptions[];
}

/**
 * The changes of a table's options. One that names an index is given when that is there, and taken back before that goes,
 * so that both ways find the index that they name; one that the models leave alone goes, or is given again, with its index.
 */
export function optionSteps(change: TableChange, { vocabulary, optionRules }: Dialect): OptionSteps {
  const { from, to, options } = change;
  const before = { ...from.options?.[vocabulary], ...options?.from[vocabulary] };
  const after = options?.to[vocabulary] ?? {};
  const going = namesOf(change.removedIndexes, change.removedConstraints);
  const coming = namesOf(change.addedIndexes, change.addedConstraints);
  const indexOf = (option: string, value: OptionValue | null | undefined) =>
    value === null || value === undefined ? null : (optionRules.table[option]?.indexOf?.(value) ?? null);
  const taken: Record<string, OptionValue> = {};
  const given: Record<string, OptionValue> = {};
  for (const option of Object.keys(optionRules.table)) {
    const was = before[option] ?? null;
    const is = Object.hasOwn(after, option) ? (after[option] ?? null) : was;
    const [old, next] = [indexOf(option, was), indexOf(option, is)];
    const isTaken = old !== null && going.has(old);
    if (!isTaken && !(next !== null && next !== old && coming.has(next))) continue;
    if (was !== null) taken[option] = was;
    if (is !== null && (next === null || !going.has(next) || coming.has(next))) given[option] = is;
  }
  const others = Object.keys(after).filter((option) => !(option in taken) && !(option in given));
  const table = tableName(to);
  const step = (set: OptionValues, was: OptionValues) =>
    Object.keys(set).length === 0
      ? []
      : [new SetTableOptions(table, { [vocabulary]: set }, { [vocabulary]: was })];
  const pick = (side: OptionValues) =>
    Object.fromEntries(others.map((option) => [option, side[option] ?? null]));
  const none = (side: OptionValues) => Object.fromEntries(Object.keys(side).map((option) => [option, null]));
  return {
    first: step(none(taken), taken),
    within: step(pick(after), pick(before)),
    last: step(given, none(given)),
  };
}

type OptionValues = Readonly<Record<string, OptionValue | null>>;

function namesOf(...parts: readonly (readonly { readonly name?: string }[])[]): ReadonlySet<string> {
  return new Set(parts.flat().flatMap(({ name }) => name ?? []));
}

/** The indexes that options of a table name, so that they are made with it. */
export function indexesInOptions(
  { options }: Table,
  { vocabulary, optionRules }: Dialect,
): readonly string[] {
  return Object.entries(options?.[vocabulary] ?? {}).flatMap(
    ([option, value]) => optionRules.table[option]?.indexOf?.(value) ?? [],
  );
}
