import type { Operation } from "../ops/operation.js";
import { RenameConstraint, RenameIndex } from "../ops/rename.js";
import { tableName } from "../schema/name.js";
import { findTable, type Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { type Comparison, ownerOf } from "./comparison.js";
import { compareConstraints, sameConstraint } from "./constraint.js";
import { compareIndexes, sameIndex } from "./table-index.js";

/**
 * New names for indexes and constraints that are the same but for theirs: where a table or a column is renamed, the
 * naming convention renames what stands on it.
 */
export function renamedParts(from: Schema, to: Schema, comparison: Comparison): readonly Operation[] {
  return to.tables.flatMap((table) => {
    const standing = findTable(from, table);
    return standing ? partsOf(standing, table, comparison) : [];
  });
}

function partsOf(from: Table, to: Table, comparison: Comparison): readonly Operation[] {
  const { renamesParts } = comparison.dialect.features;
  const taken = new Set([...from.constraints, ...from.indexes].map(({ name }) => name));
  const operations: Operation[] = [];
  const pair = <T extends { readonly name?: string }>(
    { removed, added }: { readonly removed: readonly T[]; readonly added: readonly T[] },
    same: (a: T, b: T) => boolean,
    rename: (name: string, to: string) => Operation,
  ) => {
    const open = [...removed];
    for (const { name, ...rest } of added) {
      const at = open.findIndex((each) => each.name !== name && same(each, { ...rest, name } as T));
      const old = open[at]?.name;
      if (old === undefined || name === undefined || taken.has(name)) continue;
      open.splice(at, 1);
      operations.push(rename(old, name));
    }
  };
  const table = tableName(to);
  if (renamesParts.constraints) {
    const same = (a: Table["constraints"][number], b: Table["constraints"][number]) =>
      sameConstraint(a, b, comparison, ownerOf(from, to));
    pair(
      compareConstraints(from, to, comparison),
      same,
      (name, next) => new RenameConstraint(table, name, next),
    );
  }
  if (renamesParts.indexes) {
    const same = (a: Table["indexes"][number], b: Table["indexes"][number]) =>
      sameIndex(a, b, comparison, ownerOf(from, to));
    pair(compareIndexes(from, to, comparison), same, (name, next) => new RenameIndex(table, name, next));
  }
  return operations;
}
