import {
  array,
  bit,
  compositeType,
  domain,
  inet,
  int4range,
  intervalOf,
  jsonb,
  oid,
  rangeType,
} from "../../src/dialects/postgresql/vocabulary.js";
import { declarativeBase, enumOf, integer, table, text } from "../../src/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T => true as T;

export const Base = declarativeBase();

const place = compositeType("place", Base.metadata, { street: text(), zip: integer() });
const weights = rangeType("weights", Base.metadata, integer());

export class Thing extends Base.model("things", {
  id: integer().primaryKey(),
  document: jsonb<{ a: number }>(),
  tags: array(text()),
  holes: array(text().nullable()),
  grid: array(integer(), 2),
  moods: array(enumOf("sad", "glad")).nullable(),
  address: inet(),
  span: int4range(),
  flags: bit(8),
  relation: oid(),
  mail: domain(text(), "email"),
  home: place(),
  homes: array(compositeType("place")),
  weights: weights().nullable(),
}) {}

same<Equal<Thing["document"], { a: number }>>();
same<Equal<Thing["tags"], string[]>>();
same<Equal<Thing["holes"], (string | null)[]>>();
same<Equal<Thing["grid"], number[][]>>();
same<Equal<Thing["moods"], ("sad" | "glad")[] | null>>();
same<Equal<Thing["address"], string>>();
same<Equal<Thing["span"], string>>();
same<Equal<Thing["flags"], string>>();
same<Equal<Thing["relation"], number>>();
same<Equal<Thing["mail"], string>>();
same<Equal<Thing["home"], string>>();
same<Equal<Thing["homes"], string[]>>();
same<Equal<Thing["weights"], string | null>>();

export const plain = table("plain", Base.metadata, { tags: array(text()).serverDefault(["a"]) });

// @ts-expect-error a default of an array is an array
array(text()).serverDefault("a");
// @ts-expect-error an attribute is a type
compositeType("pair", Base.metadata, { a: "integer" });
// @ts-expect-error fields are those that PostgreSQL knows
intervalOf({ fields: "fortnight" });
