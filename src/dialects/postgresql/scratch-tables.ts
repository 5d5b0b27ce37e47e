import { createDomain } from "../../ddl/nodes/domain.js";
import { createEnum } from "../../ddl/nodes/enum.js";
import { createSequence } from "../../ddl/nodes/sequence.js";
import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { createType } from "../../ddl/nodes/user-type.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Column } from "../../schema/column.js";
import type { Check, Exclude } from "../../schema/constraint.js";
import { nameKey } from "../../schema/name.js";
import type { Domain, EnumType, Sequence } from "../../schema/object.js";
import type { Table } from "../../schema/table.js";
import { inOrderOfNeed, type UserType } from "../../schema/user-type.js";
import type { SqlType } from "../../types/type.js";
import { enumOf } from "./adapt-object.js";
import { arrayElement, isNative, native } from "./native-kind.js";
import type { ScratchPlace } from "./scratch-place.js";
import { spelling } from "./spelling.js";

/** What tables need that the database lacks, or has otherwise, by key. */
export interface Missing {
  readonly enums: ReadonlyMap<string, EnumType>;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly userTypes: ReadonlyMap<string, UserType>;
  readonly sequences: readonly Sequence[];
}

/** The tables as they are made for a moment: without keys to others, each name once. */
export function scratchTables(tables: readonly Table[], own: Missing, place: ScratchPlace): readonly Table[] {
  const names = new Set<string>();
  return tables.map(({ schema: _, comment: __, options: ___, ...table }, i): Table => {
    // Where it can, a table keeps its name: expressions may name it.
    const isFree = place.isEmpty && !names.has(table.name);
    const name = isFree ? table.name : `${place.prefix}scratch_${i}`;
    names.add(name);
    return {
      ...table,
      name,
      columns: table.columns.map((column) => scratchColumn(column, own, place)),
      constraints: expressedOf(table).map((each, j) => scratchConstraint(each, expressedName(place, i, j))),
      indexes: table.indexes.map(({ options: ____, ...index }, j) => ({
        ...index,
        name: indexName(place, i, j),
      })),
    };
  });
}

/** A constraint that old rows need not meet is written as any other. */
function scratchConstraint(constraint: Expressed, name: string): Expressed {
  const { options: _, ...rest } = constraint;
  const named = { ...rest, name };
  if (named.kind === "exclude") return named;
  const { notValid: _1, enforced: _2, ...check } = named;
  return check;
}

function scratchColumn(
  { comment: _, identity: __, options: ___, ...column }: Column,
  own: Missing,
  place: ScratchPlace,
): Column {
  return { ...column, type: scratchType(column.type, own, place) };
}

/** The type where those that are made for a moment are. */
function scratchType(type: SqlType, own: Missing, place: ScratchPlace): SqlType {
  const element = arrayElement(type);
  if (element) return native("array", [], scratchType(element, own, place));
  if (type.kind === "enum") {
    const named = enumOf(type);
    return named && own.enums.has(nameKey(named)) ? { ...type, schema: place.schema } : type;
  }
  const lacking = isNative(type, "domain") ? own.domains : isUserType(type) ? own.userTypes : null;
  if (!lacking || type.kind !== "native") return type;
  const [name, schema] = type.args.map(String);
  const isMissing = lacking.has(nameKey({ name: name!, ...(schema !== undefined && { schema }) }));
  return isMissing ? { ...type, args: [name!, place.schema] } : type;
}

function isUserType(type: SqlType): boolean {
  return isNative(type, "compositeType") || isNative(type, "rangeType");
}

/** A type as it is made for a moment; the function that measures its ranges may not be there yet. */
function scratchUserType(type: UserType, own: Missing, place: ScratchPlace): UserType {
  const { schema } = place;
  if (type.kind === "composite") {
    const attributes = type.attributes.map((each) => ({ ...each, type: scratchType(each.type, own, place) }));
    return { ...type, schema, attributes };
  }
  const { subtypeDiff: _, ...range } = type;
  return { ...range, schema, subtype: scratchType(type.subtype, own, place) };
}

/** The statements that make the tables, the domains that are asked about, and all that these need. */
export function scratchStatements(
  scratch: readonly Table[],
  asked: readonly Domain[],
  own: Missing,
  place: ScratchPlace,
): readonly string[] {
  const { schema } = place;
  const scratchDomain = (domain: Domain, name: string) =>
    createDomain({ domain: { ...domain, name, schema, type: scratchType(domain.type, own, place) } });
  const nodes = [
    ...own.sequences.map(({ ownedBy: _, comment: __, ...sequence }) =>
      createSequence({ sequence: { ...sequence, schema } }),
    ),
    ...[...own.enums.values()].map((type) => createEnum({ type: { ...type, schema } })),
    ...inOrderOfNeed([...own.domains.values(), ...own.userTypes.values()]).map((each) =>
      "kind" in each
        ? createType({ type: scratchUserType(each, own, place) })
        : scratchDomain(each, each.name),
    ),
    ...asked.map((domain, i) => scratchDomain(domain, domainName(place, i))),
    ...scratch.flatMap((table) => [
      createTable({ table: { ...table, schema } }),
      ...table.indexes.map((index) => createIndex({ table: { name: table.name, schema }, index })),
    ]),
  ];
  return ddlStatements(nodes, { spelling }).map(({ sql }) => sql);
}

/** A constraint that holds expressions. */
export type Expressed = Check | Exclude;

/** The constraints of a table that hold expressions. */
export function expressedOf({ constraints }: Pick<Table, "constraints">): readonly Expressed[] {
  return constraints.filter((each): each is Expressed => each.kind === "check" || each.kind === "exclude");
}

/** The name of a domain that is asked about, by its place among them. */
export function domainName({ prefix }: ScratchPlace, position: number): string {
  return `${prefix}domain_${position}`;
}

/** The name of a constraint among those of its table that hold expressions; it may have none of its own. */
export function expressedName({ prefix }: ScratchPlace, table: number, position: number): string {
  return `${prefix}constraint_${table}_${position}`;
}

/** The name of an index of a table. */
export function indexName({ prefix }: ScratchPlace, table: number, position: number): string {
  return `${prefix}index_${table}_${position}`;
}
