import { any, int, integer, strict, withoutRowid } from "../../src/dialects/sqlite/vocabulary.js";
import { declarativeBase, text } from "../../src/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T => true as T;

export const Base = declarativeBase();

export class Thing extends Base.model("things", {
  id: integer({ autoincrement: true }).primaryKey(),
  number: int(),
  value: any<number | string>().nullable(),
  name: text(),
}).with(() => [strict()]) {}

export class Word extends Base.model("words", { word: text().primaryKey() }).with(() => [
  strict(),
  withoutRowid(),
]) {}

same<Equal<Thing["id"], number>>();
same<Equal<Thing["number"], number>>();
same<Equal<Thing["value"], number | string | null>>();
