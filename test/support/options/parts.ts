import type { Column, Identity } from "../../../src/schema/column.js";
import type { Check, Exclude, ForeignKey, PrimaryKey, Unique } from "../../../src/schema/constraint.js";
import type { Domain, Sequence } from "../../../src/schema/object.js";
import type { IndexPart, TableIndex } from "../../../src/schema/table-index.js";
import type { CompositeType, RangeType } from "../../../src/schema/user-type.js";

/** How what counts counts. */
const COUNTER = {
  start: true,
  increment: true,
  minValue: true,
  maxValue: true,
  cache: true,
  cycle: true,
} as const;

/** Options that no case has, each with the reason. */
export const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // A tablespace and another access method are the server's to have; the others are settled when the table is made.
  postgresql: [
    "table tablespace",
    "table using",
    "index tablespace",
    "constraint tablespace",
    "column sequenceType",
    "column inherited",
  ],
  // Keys to encrypt with are the server's to have, as are tables that one is over; the others are written and not compared.
  mysql: [
    "table encryption",
    "table encrypted",
    "table autoextendSize",
    "table autoIncrement",
    "table tablespace",
    "table dataDirectory",
    "table indexDirectory",
    "table connection",
    "table engineAttribute",
    "table secondaryEngineAttribute",
    "table clauses",
    "column columnFormat",
    "column storage",
    "column engineAttribute",
    "column secondaryEngineAttribute",
    "column clauses",
    "column algorithm",
    "column lock",
    "index parser",
    "index keyBlockSize",
    "index engineAttribute",
    "index secondaryEngineAttribute",
    "index clauses",
    "index algorithm",
    "index lock",
  ],
};

/** What each kind of thing may have; the compiler sees to it that nothing is missing. */
export const PARTS: { readonly [K in keyof Things]: Readonly<Record<keyof Required<Things[K]>, true>> } = {
  column: {
    name: true,
    type: true,
    nullable: true,
    default: true,
    identity: true,
    computed: true,
    onUpdate: true,
    collation: true,
    comment: true,
    options: true,
  },
  identity: { generated: true, ...COUNTER },
  primaryKey: {
    kind: true,
    name: true,
    columns: true,
    keyParts: true,
    withoutOverlaps: true,
    deferrable: true,
    include: true,
    options: true,
  },
  unique: {
    kind: true,
    name: true,
    columns: true,
    withoutOverlaps: true,
    nullsNotDistinct: true,
    deferrable: true,
    include: true,
    options: true,
  },
  foreignKey: {
    kind: true,
    name: true,
    columns: true,
    references: true,
    onDelete: true,
    onUpdate: true,
    period: true,
    onDeleteColumns: true,
    match: true,
    deferrable: true,
    notValid: true,
    enforced: true,
    options: true,
  },
  check: {
    kind: true,
    name: true,
    expression: true,
    noInherit: true,
    notValid: true,
    enforced: true,
    options: true,
  },
  exclude: {
    kind: true,
    name: true,
    parts: true,
    method: true,
    where: true,
    deferrable: true,
    include: true,
    options: true,
  },
  index: {
    name: true,
    parts: true,
    unique: true,
    nullsNotDistinct: true,
    where: true,
    method: true,
    include: true,
    comment: true,
    options: true,
  },
  indexPart: {
    column: true,
    expression: true,
    descending: true,
    nulls: true,
    collation: true,
    operatorClass: true,
    length: true,
  },
  sequence: {
    name: true,
    schema: true,
    type: true,
    ...COUNTER,
    ownedBy: true,
    comment: true,
  },
  compositeType: { kind: true, name: true, schema: true, attributes: true, comment: true },
  rangeType: {
    kind: true,
    name: true,
    schema: true,
    subtype: true,
    operatorClass: true,
    collation: true,
    subtypeDiff: true,
    multirange: true,
    comment: true,
  },
  domain: {
    name: true,
    schema: true,
    type: true,
    nullable: true,
    default: true,
    collation: true,
    checks: true,
    comment: true,
  },
};

interface Things {
  readonly compositeType: CompositeType;
  readonly rangeType: RangeType;
  readonly column: Column;
  readonly identity: Identity;
  readonly primaryKey: PrimaryKey;
  readonly unique: Unique;
  readonly foreignKey: ForeignKey;
  readonly check: Check;
  readonly exclude: Exclude;
  readonly index: TableIndex;
  readonly indexPart: IndexPart;
  readonly sequence: Sequence;
  readonly domain: Domain;
}

/** What no database has of its own, or is part of every name. */
export const NOWHERE = ["sequence schema", "domain schema", "compositeType schema", "rangeType schema"];
