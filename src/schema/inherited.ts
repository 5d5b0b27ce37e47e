import { displayName, type TableName } from "./name.js";
import type { DialectOptions, OptionValue } from "./options.js";

/** The tables whose columns a table has too, as its options name them; they must be there before it. */
export function inheritedNames({ options }: { readonly options?: DialectOptions }): readonly string[] {
  if (!options) return [];
  return Object.values(options).flatMap(({ inherits }) =>
    Array.isArray(inherits) ? (inherits as readonly string[]).map(plainName) : [],
  );
}

/** A table's name without the quotes that SQL needs around some. */
export function plainName(name: string): string {
  return name.replaceAll('"', "");
}

/** Whether two lists name the same tables, whatever quotes they are in. */
export function isSameNames(a: OptionValue | undefined, b: OptionValue | undefined): boolean {
  const names = (value: OptionValue | undefined) =>
    JSON.stringify(Array.isArray(value) ? value.map((each) => plainName(String(each))) : []);
  return names(a) === names(b);
}

/** A table whose options name a table that it inherits from by that one's new name. */
export function withParentRenamed<T extends { readonly options?: DialectOptions }>(
  table: T,
  parent: TableName,
  to: string,
): T {
  const former = plainName(displayName(parent));
  if (!inheritedNames(table).includes(former)) return table;
  const renamed = [...(parent.schema === undefined ? [] : [parent.schema]), to].map(quoted).join(".");
  const options = Object.entries(table.options ?? {}).map(([dialect, { inherits, ...own }]) => {
    if (!Array.isArray(inherits)) return [dialect, { inherits, ...own }] as const;
    const names = inherits.map((each) => (plainName(String(each)) === former ? renamed : each));
    return [dialect, { ...own, inherits: names as OptionValue }] as const;
  });
  return { ...table, options: Object.fromEntries(options) as DialectOptions };
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
