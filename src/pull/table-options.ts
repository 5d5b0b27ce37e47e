import type { DialectOptions, OptionValue } from "../schema/options.js";
import type { Table } from "../schema/table.js";

/** An option of a table, flat: the dialect it is of, its name and its value. */
type Option = readonly [dialect: string, name: string, value: OptionValue];

/**
 * What is written once, where the models' base is made: options that every table has, with the value that most of them
 * have; undefined where no two tables have the same.
 */
export function commonOptions(tables: readonly Table[]): DialectOptions | undefined {
  const found = new Map<string, Option[]>();
  for (const option of tables.flatMap(({ options }) => flat(options))) {
    const key = JSON.stringify(option.slice(0, 2));
    found.set(key, [...(found.get(key) ?? []), option]);
  }
  const common = [...found.values()].flatMap((each) => {
    const most = each.length === tables.length ? mostCommon(each) : null;
    return most ? [most] : [];
  });
  return common.length > 0 ? nested(common) : undefined;
}

/** What a table says of itself beside the common options; undefined where that is nothing. */
export function ownOptions(
  { options }: Table,
  common: DialectOptions | undefined,
): DialectOptions | undefined {
  const own = flat(options).filter(([dialect, name, value]) => {
    const usual = common?.[dialect]?.[name];
    return usual === undefined || text(usual) !== text(value);
  });
  return own.length > 0 ? nested(own) : undefined;
}

function flat(options: DialectOptions = {}): readonly Option[] {
  return Object.entries(options).flatMap(([dialect, values]) =>
    Object.entries(values).map(([name, value]): Option => [dialect, name, value]),
  );
}

function nested(options: readonly Option[]): DialectOptions {
  const all: Record<string, Record<string, OptionValue>> = {};
  for (const [dialect, name, value] of options) {
    all[dialect] ??= {};
    all[dialect][name] = value;
  }
  return all;
}

/** The option whose value stands most often, the first of those that do; null where each stands once. */
function mostCommon(options: readonly Option[]): Option | null {
  const counts = new Map<string, number>();
  for (const [, , value] of options) counts.set(text(value), (counts.get(text(value)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return most < 2 ? null : options.find(([, , value]) => counts.get(text(value)) === most)!;
}

/** The same text for the same value, of whatever kind. */
function text(value: OptionValue): string {
  return typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
}
