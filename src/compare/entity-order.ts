import { nameKey } from "../schema/name.js";
import { type Entity, type EntityKind, entityKey } from "../schema/object.js";
import { compareText } from "../schema/order.js";
import type { Spelling } from "../sql/writer.js";
import { sortThroughCircles, topoSort } from "../util/graph.js";
import { Mentionable, sqlOf, wordsOf } from "./mention.js";

/** The order of kinds where nothing else tells: what others may use comes first. */
const RANKS: { readonly [K in EntityKind]: number } = {
  extension: 0,
  function: 1,
  procedure: 2,
  aggregate: 3,
  collation: 0,
  view: 4,
  materializedView: 5,
  viewIndex: 6,
  trigger: 6,
  policy: 7,
  rule: 8,
  eventTrigger: 9,
  cast: 3,
  operator: 3,
  operatorClass: 4,
  textSearchDictionary: 0,
  textSearchConfiguration: 0,
};

/** Kinds that no SQL refers to: their names are of their tables, and are often those of functions. */
export const UNMENTIONED: ReadonlySet<EntityKind> = new Set([
  "viewIndex",
  "trigger",
  "policy",
  "rule",
  "eventTrigger",
  "cast",
]);

/** What is declared, by itself or with what the database tells of it. */
interface Declared {
  readonly declared: Entity;
}

/**
 * Each after those that it mentions; in order of name what nothing else tells. Where mentions lead in a circle, those count
 * for nothing that are no use of the object, such as a column of its name, and where they still do, the one that closes it.
 */
export function inOrderOfMention<T extends Declared>(
  readings: readonly T[],
  spelling: Spelling,
): readonly T[] {
  const ranked = [...readings].sort(
    ({ declared: a }, { declared: b }) =>
      RANKS[a.kind] - RANKS[b.kind] || compareText(entityKey(a), entityKey(b)),
  );
  const needs = mentionsOf(ranked, spelling);
  for (;;) {
    const { order, cycle } = topoSort(ranked, (reading) => needs.get(reading)!);
    if (order) return order;
    const idle = cycle
      .slice(1)
      .map((other, i) => [cycle[i]!, other] as const)
      .filter(([reading, other]) => !isUsed(other.declared, reading.declared, spelling));
    if (idle.length === 0) return sortThroughCircles(ranked, (reading) => needs.get(reading)!);
    for (const [reading, other] of idle) {
      needs.set(
        reading,
        needs.get(reading)!.filter((each) => each !== other),
      );
    }
  }
}

function mentionsOf<T extends Declared>(ranked: readonly T[], spelling: Spelling): Map<T, readonly T[]> {
  const mentioned = ranked.filter(({ declared }) => !UNMENTIONED.has(declared.kind));
  const place = new Map(ranked.map((reading, index) => [reading.declared, index]));
  const byName = new Mentionable(mentioned.map(({ declared }) => declared));
  const views = new Map(mentioned.map(({ declared }) => [nameKey(declared), declared]));
  const needsOf = ({ declared }: T): readonly T[] => {
    const named = new Set(byName.in(wordsOf(declared, spelling)));
    const standsOn = declared.table && views.get(nameKey(declared.table));
    if (standsOn) named.add(standsOn);
    named.delete(declared);
    return [...named]
      .map((entity) => place.get(entity)!)
      .sort((a, b) => a - b)
      .map((index) => ranked[index]!);
  };
  return new Map(ranked.map((reading) => [reading, needsOf(reading)]));
}

/** The words that begin a part of a query. */
const PARTS =
  /\b(?:select|from|join|where|on|using|having|by|as|with|union|values|update|into|of|table|set)\b/giu;

/** Those behind which names are of what is read from or written to. */
const READING: ReadonlySet<string> = new Set(["from", "join", "update", "into", "of", "table"]);

/** Whether SQL that has the name of a view reads from it, so far as the words before the name tell. */
function isUsed(view: Entity, by: Entity, spelling: Spelling): boolean {
  if (view.kind !== "view" && view.kind !== "materializedView") return true;
  if (by.table && nameKey(by.table) === nameKey(view)) return true;
  const sql = sqlOf(by, spelling);
  const plain = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const names = [spelling.quote(view.name), view.name].map(plain).join("|");
  const found = sql.matchAll(new RegExp(`(?<![\\p{L}\\p{N}_$])(?:${names})(?![\\p{L}\\p{N}_$])`, "giu"));
  return [...found].some(({ index }) => {
    const before = sql.slice(0, index);
    const word = [...before.matchAll(PARTS)].at(-1)?.[0].toLowerCase() ?? "";
    return READING.has(word) || /::\s*$/.test(before);
  });
}
