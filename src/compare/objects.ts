import { CreateDomain, DropDomain } from "../ops/domain.js";
import { CreateSchema, SetSchemaComment } from "../ops/namespace.js";
import type { Operation } from "../ops/operation.js";
import { AlterSequence, CreateSequence, DropSequence } from "../ops/sequence.js";
import { CreateType, DropType } from "../ops/user-type.js";
import { nameKey, tableName } from "../schema/name.js";
import type { Domain, Sequence, SequenceChange } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import { inOrderOfNeed, type UserType } from "../schema/user-type.js";
import { keyedDiff } from "../util/keyed-diff.js";
import type { Comparison } from "./comparison.js";
import { compareDomains, isNamed } from "./domain.js";
import { compareUserTypes } from "./user-type.js";

/** What becomes of objects beside tables: before any table changes, and when all have changed. */
export interface ObjectOperations {
  readonly before: readonly Operation[];
  readonly after: readonly Operation[];
  /** What differs and cannot be changed, a sentence each. */
  readonly problems: readonly string[];
}

/** Compares schemas, domains and sequences, so far as the database has them. */
export function compareObjects(from: Schema, to: Schema, comparison: Comparison): ObjectOperations {
  const { rules, dialect } = comparison;
  const { features } = dialect;
  const parts = [
    ...(features.namespaces && rules.schema !== false ? [compareNamespaces(from, to)] : []),
    compareTypes(from, to, comparison),
    ...(features.sequences && rules.sequence !== false ? [compareSequences(from, to, comparison)] : []),
  ];
  return {
    before: parts.flatMap((part) => part.before),
    after: [...parts].reverse().flatMap((part) => part.after),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** Schemas that are missing are made. One that no model names stays: what else is in it is not known. */
function compareNamespaces(from: Schema, to: Schema): ObjectOperations {
  const { added, kept } = keyedDiff(from.namespaces, to.namespaces, ({ name }) => name);
  const commented = kept.filter(([a, b]) => b.comment !== undefined && a.comment !== b.comment);
  return {
    before: [
      ...added.map((namespace) => new CreateSchema(namespace)),
      ...commented.map(([a, b]) => new SetSchemaComment(b.name, b.comment!, a.comment ?? null)),
    ],
    after: [],
    problems: [],
  };
}

const NO_CHANGES = { added: [], changed: [], late: [], removed: [], problems: [] } as const;

/** Domains, composite and range types, which may be made of each other. */
function compareTypes(from: Schema, to: Schema, comparison: Comparison): ObjectOperations {
  const { rules, dialect } = comparison;
  const { features } = dialect;
  const domains =
    features.domains && rules.domain !== false ? compareDomains(from, to, comparison) : NO_CHANGES;
  const types =
    features.userTypes && rules.userType !== false ? compareUserTypes(from, to, comparison) : NO_CHANGES;
  const leaving = [...inOrderOfNeed<Domain | UserType>([...domains.removed, ...types.removed])].reverse();
  return {
    before: [
      ...inOrderOfNeed<Domain | UserType>([...domains.added, ...types.added]).map((each) =>
        "kind" in each ? new CreateType(each) : new CreateDomain(each),
      ),
      ...types.changed,
      ...domains.changed,
    ],
    after: [
      ...domains.late,
      ...leaving.map((each) =>
        "kind" in each
          ? new DropType({ kind: each.kind, ...tableName(each) }, each)
          : new DropDomain(tableName(each), each),
      ),
    ],
    problems: [...domains.problems, ...types.problems],
  };
}

/** What a sequence does by itself, where that does not depend on its type and direction. */
const PLAIN: SequenceChange = { increment: 1, cache: 1, cycle: false, comment: null, ownedBy: null };
const COUNTING = [
  "start",
  "increment",
  "minValue",
  "maxValue",
  "cache",
  "cycle",
  "comment",
  "ownedBy",
] as const;

/**
 * New sequences come before tables, whose defaults may name them, and get the columns that they go with when those
 * are there. One that goes, or goes with another column, leaves its column first, so that it does not go with it.
 */
function compareSequences(from: Schema, to: Schema, comparison: Comparison): ObjectOperations {
  const { added, removed, kept } = keyedDiff(from.sequences, to.sequences, nameKey);
  const leaving = removed.filter(({ name }) => !isNamed(name, to, comparison.dialect.spelling));
  const before: Operation[] = [];
  const after: Operation[] = [];
  for (const { ownedBy, ...sequence } of added) {
    before.push(new CreateSequence(sequence));
    if (ownedBy) after.push(new AlterSequence(tableName(sequence), { ownedBy }, sequence));
  }
  for (const [a, b] of kept) {
    const { ownedBy, ...change } = sequenceChange(a, b, comparison);
    if (Object.keys(change).length > 0) before.push(new AlterSequence(tableName(b), change, a));
    if (ownedBy === undefined) continue;
    const { ownedBy: former, ...free } = a;
    if (former) before.push(new AlterSequence(tableName(b), { ownedBy: null }, a));
    if (ownedBy !== null) after.push(new AlterSequence(tableName(b), { ownedBy }, free));
  }
  for (const { ownedBy, ...sequence } of leaving) {
    if (ownedBy)
      before.push(new AlterSequence(tableName(sequence), { ownedBy: null }, { ...sequence, ownedBy }));
    after.push(new DropSequence(tableName(sequence), sequence));
  }
  return { before, after, problems: [] };
}

function sequenceChange(from: Sequence, to: Sequence, comparison: Comparison): SequenceChange {
  const isDown = ({ increment = 1 }: Sequence) => increment < 0;
  // A database leaves what followed from the direction as it is, so that is said again.
  const turned: readonly string[] = isDown(from) === isDown(to) ? [] : ["start", "minValue", "maxValue"];
  const changed = COUNTING.filter(
    (name) => turned.includes(name) || text(from[name] ?? PLAIN[name]) !== text(to[name] ?? PLAIN[name]),
  );
  const big = { kind: "bigInteger", mode: "bigint" } as const;
  return {
    ...(comparison.typesDiffer(from.type ?? big, to.type ?? big) && { type: to.type ?? big }),
    ...Object.fromEntries(changed.map((name) => [name, to[name] ?? null])),
  };
}

function text(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value ?? "");
  const { schema = "", name, column } = value as NonNullable<Sequence["ownedBy"]>;
  return JSON.stringify([schema, name, column]);
}
