import type { ConventionalName } from "../ops/constraint.js";
import {
  type Check,
  type Constraint,
  type ConstraintKind,
  type ConstraintOf,
  constraintColumns,
  type ExcludePart,
  type ForeignKey,
  type PrimaryKey,
} from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import { conventionalName, type NamedKind } from "../schema/naming.js";
import type { Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import type { ColumnReference, Raw } from "../sql/nodes/index.js";
import { walk } from "../sql/walk.js";
import { type Comparison, type Owner, ownerOf } from "./comparison.js";

/** What two lists of constraints or indexes have in common, and what not. What changed is removed and added. */
export interface PartsDiff<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
  readonly kept: readonly (readonly [from: T, to: T])[];
}

type Same<C extends Constraint> = (from: C, to: C, comparison: Comparison, table: TableName) => boolean;

const list = (columns: readonly string[]) => columns.join("\u0000");
const action = (given: ForeignKey["onDelete"]) => given ?? "no action";
const partText = ({ column, operator, descending, nulls }: ExcludePart) =>
  JSON.stringify([column, operator, descending, nulls]);
const keyPartsText = ({ keyParts }: PrimaryKey) =>
  JSON.stringify(keyParts?.map(({ length, descending }) => [length, descending]));
const sameList = (a: readonly string[] = [], b: readonly string[] = []) => list(a) === list(b);
const sameDeferrable = (from: Deferring, to: Deferring, { dialect }: Comparison) =>
  !dialect.features.deferrableConstraints || from.deferrable === to.deferrable;

/** A constraint whose check may wait. */
type Deferring = Pick<ForeignKey, "deferrable">;

/** Whether two constraints of a kind say the same, whatever their names. */
const SAME: { readonly [K in ConstraintKind]: Same<ConstraintOf<K>> } = {
  primaryKey: (from, to, c) =>
    list(from.columns) === list(to.columns) &&
    keyPartsText(from) === keyPartsText(to) &&
    Boolean(from.withoutOverlaps) === Boolean(to.withoutOverlaps) &&
    sameList(from.include, to.include) &&
    sameDeferrable(from, to, c),
  unique: (from, to, c) =>
    list(from.columns) === list(to.columns) &&
    Boolean(from.withoutOverlaps) === Boolean(to.withoutOverlaps) &&
    Boolean(from.nullsNotDistinct) === Boolean(to.nullsNotDistinct) &&
    sameList(from.include, to.include) &&
    sameDeferrable(from, to, c),
  check: (from, to, c, table) =>
    !c.expressionsDiffer(table, from.expression, to.expression) &&
    Boolean(from.noInherit) === Boolean(to.noInherit) &&
    from.enforced === to.enforced,
  foreignKey: (from, to, c) =>
    list(from.columns) === list(to.columns) &&
    Boolean(from.period) === Boolean(to.period) &&
    from.match === to.match &&
    from.enforced === to.enforced &&
    sameList(from.onDeleteColumns, to.onDeleteColumns) &&
    nameKey(from.references) === nameKey(to.references) &&
    list(from.references.columns) === list(to.references.columns) &&
    action(from.onDelete) === action(to.onDelete) &&
    action(from.onUpdate) === action(to.onUpdate) &&
    sameDeferrable(from, to, c),
  exclude: (from, to, c, table) =>
    (from.method ?? "gist") === (to.method ?? "gist") &&
    from.deferrable === to.deferrable &&
    list(from.include ?? []) === list(to.include ?? []) &&
    from.parts.length === to.parts.length &&
    from.parts.every((part, i) => {
      const other = to.parts[i]!;
      return (
        partText(part) === partText(other) &&
        !c.namesDiffer(table, part.collation, other.collation) &&
        !c.namesDiffer(table, part.operatorClass, other.operatorClass) &&
        !c.expressionsDiffer(table, part.expression, other.expression)
      );
    }) &&
    !c.expressionsDiffer(table, from.where, to.where),
};

/** Whether two constraints say the same, whatever their names. */
export function sameConstraint(
  from: Constraint,
  to: Constraint,
  comparison: Comparison,
  table: Owner,
): boolean {
  return (
    from.kind === to.kind &&
    (SAME[from.kind] as Same<Constraint>)(from, to, comparison, table) &&
    !comparison.optionsDiff("constraint", from.options, to.options, table.options)?.recreate
  );
}

/**
 * Compares the constraints of two tables: those that have names on both sides by name, the others by what they say.
 */
export function compareConstraints(from: Table, to: Table, comparison: Comparison): PartsDiff<Constraint> {
  const owner = ownerOf(from, to);
  const same = (a: Constraint, b: Constraint) => sameConstraint(a, b, comparison, owner);
  const named = (each: Constraint) => (keepsName(each.kind, comparison) ? each.name : undefined);
  const open = new Set(from.constraints);
  const partners = new Map<Constraint, Constraint>();
  const pair = (wanted: Constraint, fits: (each: Constraint) => boolean) => {
    if (partners.has(wanted)) return;
    const partner = [...open].find((each) => each.kind === wanted.kind && fits(each));
    if (!partner) return;
    open.delete(partner);
    partners.set(wanted, partner);
  };
  for (const wanted of to.constraints) {
    const name = named(wanted);
    pair(wanted, (each) => wanted.kind === "primaryKey" || (name !== undefined && named(each) === name));
  }
  for (const wanted of to.constraints) {
    pair(wanted, (each) => (named(each) === undefined || named(wanted) === undefined) && same(each, wanted));
  }
  const isOn = ({ kind }: Constraint) => comparison.rules[kind] !== false;
  const removed: Constraint[] = [];
  const added: Constraint[] = [];
  const kept: (readonly [Constraint, Constraint])[] = [];
  for (const wanted of to.constraints) {
    const partner = partners.get(wanted);
    if (!partner) added.push(wanted);
    else if (same(partner, wanted) && namesAgree(named(partner), named(wanted))) kept.push([partner, wanted]);
    else {
      removed.push(partner);
      added.push(wanted);
    }
  }
  const leaving = [...from.constraints.filter((each) => open.has(each)), ...removed];
  return { removed: leaving.filter(isOn), added: added.filter(isOn), kept };
}

function keepsName(kind: ConstraintKind, { dialect: { features } }: Comparison): boolean {
  return kind === "primaryKey" ? features.primaryKeyNames : features.constraintNames;
}

function namesAgree(from: string | undefined, to: string | undefined): boolean {
  return from === undefined || to === undefined || from === to;
}

const KIND_NAMES: { readonly [K in ConstraintKind]: NamedKind } = {
  primaryKey: "pk",
  unique: "uq",
  foreignKey: "fk",
  check: "ck",
  exclude: "ex",
};

/** The constraint's name; one that the database keeps without a name goes by the conventional one. */
export function nameOfConstraint(table: Table, constraint: Constraint): string {
  if (constraint.name !== undefined) return constraint.name;
  return conventionalName(KIND_NAMES[constraint.kind], {
    table: table.name,
    schema: table.schema,
    columns: constraint.kind === "check" ? columnsOfCheck(table, constraint) : constraintColumns(constraint),
    referredTable: constraint.kind === "foreignKey" ? constraint.references.name : undefined,
  });
}

/** What a constraint of a table goes by where it has no name. */
export function goesBy(table: Table, constraint: Constraint): ConventionalName {
  const name = nameOfConstraint(table, constraint);
  const isNameless = (each: Constraint) => each.name === undefined && each.kind === constraint.kind;
  const sharing = table.constraints.filter(
    (each) => isNameless(each) && nameOfConstraint(table, each) === name,
  );
  return { name, isShared: constraint.name === undefined && sharing.some((each) => each !== constraint) };
}

/** The columns of a table that a check's expression names, in the order of the table. */
function columnsOfCheck({ columns }: Table, { expression }: Check): readonly string[] {
  const words = [...walk(expression)].flatMap((node) => {
    if (node.kind === "columnReference") return (node as ColumnReference).name.toLowerCase();
    return node.kind === "raw" ? wordsIn((node as Raw).sql) : [];
  });
  return columns.map(({ name }) => name).filter((name) => words.includes(name.toLowerCase()));
}

/** Names in SQL text, quoted or not, outside of strings. */
const WORD = /'(?:[^']|'')*'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|([\p{L}_][\p{L}\p{N}_$]*)/gu;

function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(WORD)].flatMap(([, ...names]) => {
    const name = names.find((each) => each !== undefined);
    return name === undefined ? [] : name.replaceAll('""', '"').replaceAll("``", "`").toLowerCase();
  });
}

/** The columns that an expression refers to as such, each once. */
export function columnsIn(expression: Node): readonly string[] {
  const names = [...walk(expression)].flatMap((node) =>
    node.kind === "columnReference" ? (node as ColumnReference).name : [],
  );
  return [...new Set(names)];
}
