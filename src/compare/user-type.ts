import type { Operation } from "../ops/operation.js";
import { AlterType } from "../ops/user-type.js";
import { displayName, nameKey, tableName } from "../schema/name.js";
import { type Domain, entityKey } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import {
  type CompositeType,
  isOfType,
  type RangeType,
  typesUnder,
  type UserType,
  type UserTypeChange,
} from "../schema/user-type.js";
import { keyedDiff } from "../util/keyed-diff.js";
import { enumerate } from "../util/text.js";
import type { Comparison } from "./comparison.js";
import { wordsOf } from "./mention.js";

/** What becomes of composite and range types. */
export interface UserTypeChanges {
  readonly added: readonly UserType[];
  readonly changed: readonly Operation[];
  readonly removed: readonly UserType[];
  /** What differs and cannot be changed, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Compares composite and range types. One that no model declares goes, unless functions, views or casts know it: what
 * they are made for is not known. Views of the models that no longer name it make way before.
 */
export function compareUserTypes(from: Schema, to: Schema, comparison: Comparison): UserTypeChanges {
  const { added, removed, kept } = keyedDiff(from.userTypes, to.userTypes, nameKey);
  const problems: string[] = [];
  const changed = kept.flatMap(([before, after]): readonly Operation[] => {
    const change = {
      ...(before.kind === "composite" && after.kind === "composite"
        ? attributeChange(before, after, from, comparison, problems)
        : {}),
      ...((before.comment ?? "") !== (after.comment ?? "") && { comment: after.comment ?? null }),
    };
    if (isAnother(before, after, comparison)) {
      problems.push(
        `The ${after.kind} type ${displayName(after)} is of another make in the database, which cannot be changed in place: make one of another name.`,
      );
    }
    const name = { kind: after.kind, ...tableName(after) };
    return Object.keys(change).length > 0 ? [new AlterType(name, change, plain(before))] : [];
  });
  const leaving = removed.filter((type) => !isHeld(type, to, comparison) && !isNamed(type, to)).map(plain);
  return { added, changed, removed: leaving, problems };
}

/** Attributes in whatever order: those that are added come last. */
function attributeChange(
  from: CompositeType,
  to: CompositeType,
  standing: Schema,
  comparison: Comparison,
  problems: string[],
): UserTypeChange {
  const { added, removed, kept } = keyedDiff(from.attributes, to.attributes, ({ name }) => name);
  const altered = kept
    .filter(([a, b]) => comparison.typesDiffer(a.type, b.type) || (a.collation ?? "") !== (b.collation ?? ""))
    .map(([, after]) => after);
  const columns = altered.length > 0 ? columnsOfType(from, standing) : [];
  if (columns.length > 0) {
    problems.push(
      `The composite type ${displayName(to)} has its ${altered.length === 1 ? "attribute" : "attributes"} ${enumerate(altered.map(({ name }) => name))} of another type or collation in the database, which cannot be changed while ${enumerate(columns)} ${columns.length === 1 ? "is" : "are"} of it: add an attribute of another name, fill it with op.execute(…), and drop the old one.`,
    );
  }
  return {
    ...(removed.length > 0 && { dropAttributes: removed.map(({ name }) => name) }),
    ...(added.length > 0 && { addAttributes: added }),
    ...(altered.length > 0 && columns.length === 0 && { alterAttributes: altered }),
  };
}

/** Columns of tables that hold values of a type, by itself or inside of others. */
function columnsOfType(type: UserType, { tables, domains, userTypes }: Schema): readonly string[] {
  const holders: (Domain | UserType)[] = [type];
  for (const holder of holders) {
    const more = [...domains, ...userTypes].filter(
      (each) => !holders.includes(each) && typesUnder(each).some((under) => isOfType(under, holder)),
    );
    holders.push(...more);
  }
  const holding = ({ columns, ...table }: Table) =>
    columns
      .filter((column) => holders.some((holder) => isOfType(column.type, holder)))
      .map(({ name }) => `${displayName(table)}.${name}`);
  return tables.flatMap(holding);
}

function isAnother(from: UserType, to: UserType, comparison: Comparison): boolean {
  if (from.kind !== to.kind) return true;
  if (from.kind === "composite" || to.kind === "composite") return false;
  const words = ({ operatorClass, collation, subtypeDiff, multirange }: RangeType) =>
    JSON.stringify([operatorClass, collation, subtypeDiff, multirange]);
  return comparison.typesDiffer(from.subtype, to.subtype) || words(from) !== words(to);
}

/** Whether the models name a type that they do not declare. */
function isNamed(type: UserType, { tables, domains, userTypes }: Schema): boolean {
  const columns = tables.flatMap((table) => table.columns.map((column) => column.type));
  const under = [...domains, ...userTypes].flatMap(typesUnder);
  return [...columns, ...under].some((each) => isOfType(each, type));
}

/** Whether what the models do not declare knows a type, or a view of theirs that still names it. */
function isHeld({ held = [], name }: UserType, { entities }: Schema, { dialect }: Comparison): boolean {
  return held.some((holder) => {
    const key = holder && entityKey(holder);
    const view = key === null ? undefined : entities.find((each) => entityKey(each) === key);
    return !view || wordsOf(view, dialect.spelling).has(name);
  });
}

/** The type without what only the database knows. */
function plain({ held: _, ...type }: UserType): UserType {
  return type;
}
