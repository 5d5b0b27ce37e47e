import type { ConstraintOf } from "../schema/constraint.js";
import { nameKey } from "../schema/name.js";
import { columnOf, constraintsOf, type Table } from "../schema/table.js";
import { pluralOf, toPascalCase, wordsOf } from "../util/inflection.js";
import { variableName } from "./identifier.js";
import type { ModelNames, TableModel } from "./model-names.js";

/** A relationship as a model declares it. */
export interface PulledRelationship {
  readonly property: string;
  readonly cardinality: "one" | "many";
  readonly target: TableModel;
  /** The property of the other side. */
  readonly backPopulates: string;
  readonly isNullable: boolean;
  /** The table in the middle of many-to-many. */
  readonly secondary?: TableModel;
}

type ForeignKey = ConstraintOf<"foreignKey">;

/** A foreign key between two classes. */
interface Link {
  readonly owner: TableModel;
  readonly target: TableModel;
  readonly key: ForeignKey;
}

/**
 * The relationships that foreign keys stand for, by the key of the table whose model has them: to one on the side of
 * the key, to many (or to one, where the key is unique) on the other side, and to many through tables that only join.
 */
export function inferRelationships({
  tables,
}: ModelNames): ReadonlyMap<string, readonly PulledRelationship[]> {
  const found = new Map<string, PulledRelationship[]>();
  const add = (model: TableModel, relationship: PulledRelationship) => {
    const key = nameKey(model.table);
    found.set(key, [...(found.get(key) ?? []), relationship]);
  };
  const models = [...tables.values()];
  const links = models.filter(({ form }) => form === "class").flatMap((owner) => linksOf(owner, tables));
  const forward = links.map((link) => ({
    ...link,
    property: link.owner.scope.take(...forwardNames(link, links)),
  }));
  const both = forward.map((link) => ({
    ...link,
    back: link.target.scope.take(...backNames(link, links)),
  }));
  for (const { owner, target, key, property, back } of both) {
    const isNullable = key.columns.some((name) => columnOf(owner.table, name)?.nullable);
    add(owner, { property, cardinality: "one", target, backPopulates: back, isNullable });
  }
  for (const { owner, target, key, property, back } of both) {
    const cardinality = isUnique(owner.table, key.columns) ? "one" : "many";
    add(target, {
      property: back,
      cardinality,
      target: owner,
      backPopulates: property,
      isNullable: cardinality === "one",
    });
  }
  for (const join of models.filter(({ form }) => form === "join")) {
    const [left, right] = linksOf(join, tables).map(({ target }) => target);
    if (!left || !right) continue;
    const toRight = left.scope.take(...throughNames(right, join));
    const toLeft = right.scope.take(...throughNames(left, join));
    const many = { cardinality: "many" as const, isNullable: false, secondary: join };
    add(left, { ...many, property: toRight, target: right, backPopulates: toLeft });
    add(right, { ...many, property: toLeft, target: left, backPopulates: toRight });
  }
  return found;
}

/** The foreign keys of a table that lead to classes, two on the same columns counting once. */
function linksOf(owner: TableModel, tables: ModelNames["tables"]): readonly Link[] {
  const seen = new Set<string>();
  const position = ({ columns }: ForeignKey) =>
    owner.table.columns.findIndex(({ name }) => name === columns[0]);
  const keys = [...constraintsOf(owner.table, "foreignKey")].sort((a, b) => position(a) - position(b));
  return keys.flatMap((key) => {
    const target = tables.get(nameKey(key.references));
    const text = JSON.stringify([key.columns, key.references]);
    // A period leads to several rows, none of which has to have it.
    if (key.period) return [];
    if (target?.form !== "class" || seen.has(text)) return [];
    seen.add(text);
    return [{ owner, target, key }];
  });
}

const TAILS = new Set(["id", "uuid", "guid", "fk"]);
const HEADS = new Set(["id", "fk"]);

/** What the side with the key calls the other: `author` for `author_id`, else the other's own name. */
function forwardNames({ key, target, owner }: Link, links: readonly Link[]): readonly string[] {
  const own = variableName(target.name, "related");
  const [column, ...more] = key.columns;
  if (column === undefined || more.length > 0) return [own, `${own}By${toPascalCase(key.columns.join(" "))}`];
  const words = wordsOf(column);
  const lower = words.map((word) => word.toLowerCase());
  const whole = variableName(column, "column");
  if (words.length > 1 && TAILS.has(lower.at(-1)!)) {
    const base = variableName(words.slice(0, -1).join(" "), own);
    return [base, whole === base ? own : `${base}${target.name}`, own, `${whole}${target.name}`];
  }
  if (words.length > 1 && HEADS.has(lower[0]!)) {
    return [variableName(words.slice(1).join(" "), own), `${whole}${target.name}`];
  }
  const siblings = links.filter((each) => each.owner === owner && each.target === target);
  const isAmbiguous = siblings.length > 1 || owner === target;
  return isAmbiguous ? [`${whole}${target.name}`] : [own, `${whole}${target.name}`];
}

/** What the other side calls those that refer to it: `posts`, or `postsByEditor` where there are several ways. */
function backNames(link: Link & { readonly property: string }, links: readonly Link[]): readonly string[] {
  const { owner, target, key, property } = link;
  const one = variableName(owner.name, "related");
  const base = isUnique(owner.table, key.columns) ? one : pluralOf(one);
  // What tells two ways apart is the column, which the class's own name may follow.
  const way = property.endsWith(target.name) ? property.slice(0, -target.name.length) : "";
  const by = `${base}By${toPascalCase(way || property)}`;
  const whole = `${base}By${toPascalCase(property)}`;
  if (owner === target) return property === "parent" && base !== one ? ["children", by] : [by, whole];
  const siblings = links.filter((each) => each.owner === owner && each.target === target);
  return siblings.length > 1 ? [by, whole] : [base, by, whole];
}

function throughNames(other: TableModel, join: TableModel): readonly string[] {
  const many = pluralOf(variableName(other.name, "related"));
  return [many, `${many}By${toPascalCase(join.name)}`];
}

/** Whether no two rows have the same values in these columns. */
function isUnique(table: Table, columns: readonly string[]): boolean {
  const within = (key: readonly (string | undefined)[]) =>
    key.length > 0 && key.every((name) => name !== undefined && columns.includes(name));
  const keys = [...constraintsOf(table, "primaryKey"), ...constraintsOf(table, "unique")];
  return (
    keys.some((key) => !key.withoutOverlaps && within(key.columns)) ||
    table.indexes.some(
      ({ unique, where, parts }) =>
        unique &&
        !where &&
        within(parts.map(({ column, length }) => (length === undefined ? column : undefined))),
    )
  );
}
