import { AlterEnum, SetEnumComment, turned } from "../ops/enum.js";
import { nameKey, type TableName, tableName } from "../schema/name.js";
import type { EnumType } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import { typesUnder } from "../schema/user-type.js";
import type { SqlType } from "../types/type.js";
import { keyedDiff } from "../util/keyed-diff.js";

/** What becomes of the enum types, in the phases in which it can be done. */
export interface EnumChanges {
  readonly added: readonly EnumType[];
  readonly removed: readonly EnumType[];
  /** New words and a new order: before anything uses them. */
  readonly widened: readonly AlterEnum[];
  /** Words that go: when nothing that is to go uses them any longer, and data may have been changed in between. */
  readonly narrowed: readonly AlterEnum[];
  /** What the models say of types that the database says otherwise of, or not. */
  readonly commented: readonly SetEnumComment[];
}

/** Compares the enum types of two schemas; `maps` has what words that go become, by the key of their type. */
export function compareEnums(
  from: Schema,
  to: Schema,
  maps: ReadonlyMap<string, Readonly<Record<string, string>>>,
): EnumChanges {
  const { added, removed, kept } = keyedDiff(from.enums, to.enums, nameKey);
  const changed = kept.filter(([a, b]) => !sameWords(a.values, b.values));
  const steps = changed.map(([a, b]) => {
    const both = mergeWords(a.values, b.values);
    const map = maps.get(nameKey(b)) ?? {};
    return { type: tableName(b), before: a.values, both, after: b.values, map };
  });
  return {
    added,
    // One that no column is of was made for something else, such as a function's argument.
    removed: removed.filter((type) => isUsed(type, from) && !isNamedInRaw(type, to)),
    widened: steps.flatMap(({ type, before, both, map }) => {
      const came = Object.entries(turned(map)).filter(([word]) => !before.includes(word));
      return alter(type, before, both, {}, Object.fromEntries(came));
    }),
    commented: kept
      .filter(([a, b]) => b.comment !== undefined && a.comment !== b.comment)
      .map(([a, b]) => new SetEnumComment(tableName(b), b.comment!, a.comment ?? null)),
    narrowed: steps.flatMap(({ type, both, after, map }) => alter(type, both, after, map)),
  };
}

function alter(
  type: TableName,
  from: readonly string[],
  to: readonly string[],
  map: Readonly<Record<string, string>>,
  back: Readonly<Record<string, string>> = {},
): readonly AlterEnum[] {
  return sameWords(from, to) ? [] : [new AlterEnum(type, from, to, { map }, back)];
}

/** The words of `to` in their order, each word that only `from` has after the one that it follows there. */
export function mergeWords(from: readonly string[], to: readonly string[]): readonly string[] {
  const merged = [...to];
  from.forEach((word, i) => {
    if (merged.includes(word)) return;
    merged.splice(i === 0 ? 0 : merged.indexOf(from[i - 1]!) + 1, 0, word);
  });
  return merged;
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

function isUsed(enumType: EnumType, { tables, domains, userTypes }: Schema): boolean {
  const isOf = (type: SqlType | undefined): boolean => {
    if (type?.kind === "native") return isOf(type.element);
    if (type?.kind === "raw") return type.sql.includes(enumType.name);
    return (
      type?.kind === "enum" &&
      type.name !== undefined &&
      nameKey({ ...type, name: type.name }) === nameKey(enumType)
    );
  };
  const columns = tables.flatMap((table) => table.columns.map(({ type }) => type));
  return [...columns, ...[...domains, ...userTypes].flatMap(typesUnder)].some(isOf);
}

/** Whether a column of a type in the database's own words, such as an array, may be of this enum type. */
function isNamedInRaw({ name }: EnumType, { tables }: Schema): boolean {
  return tables.some(({ columns }) =>
    columns.some(({ type }) => type.kind === "raw" && type.sql.includes(name)),
  );
}
