import { nameKey, type TableName } from "../schema/name.js";
import type { Entity, EntityKind } from "../schema/object.js";
import { type Spelling, writeSql } from "../sql/writer.js";

/** SQL as the set of its words, to ask which names it has: many questions cost one reading. */
export class SqlWords {
  readonly #sql: string;
  readonly #spelling: Spelling;
  /** Every word once, in lower case. */
  readonly words: ReadonlySet<string>;

  constructor(sql: string, spelling: Spelling) {
    this.#sql = sql;
    this.#spelling = spelling;
    this.words = new Set(sql.toLowerCase().match(/[\p{L}\p{N}_$]+/gu));
  }

  /** Whether the SQL has a name, as a word in whatever case or in quotes with what is doubled in them. */
  has(name: string): boolean {
    if (isWord(name)) return this.words.has(name.toLowerCase());
    return mentions(this.#sql, name, this.#spelling);
  }
}

/** Whether a name is one word, as most are. */
export function isWord(name: string): boolean {
  return /^[\p{L}\p{N}_$]+$/u.test(name);
}

/** Whether a text of SQL names something: quoted, or as a word, whose case may be another. */
export function mentions(sql: string, name: string, { quote }: Pick<Spelling, "quote">): boolean {
  const text = sql.toLowerCase();
  if (text.includes(quote(name).toLowerCase())) return true;
  const word = name.toLowerCase();
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const around = [text.slice(0, at).at(-1) ?? "", text.slice(at + word.length).at(0) ?? ""];
    if (!around.some((each) => WORD.test(each))) return true;
  }
  return false;
}

const WORD = /[\p{L}\p{N}_$]/u;

const DEFINITIONS = new WeakMap<Spelling, WeakMap<Entity, SqlWords>>();

/** The words of an object's definition, which are found once. */
export function wordsOf(entity: Entity, spelling: Spelling): SqlWords {
  const known = DEFINITIONS.get(spelling) ?? new WeakMap<Entity, SqlWords>();
  DEFINITIONS.set(spelling, known);
  const words = known.get(entity) ?? new SqlWords(sqlOf(entity, spelling), spelling);
  known.set(entity, words);
  return words;
}

/** The SQL in which an object names others. */
export function sqlOf({ definition, mappings = {} }: Entity, spelling: Spelling): string {
  return [writeSql(definition, spelling, { literals: true }).sql, ...Object.values(mappings)].join(" ");
}

/** Kinds that types and tables are made of, and that are made of none. */
const BEFORE_TYPES: ReadonlySet<EntityKind> = new Set([
  "extension",
  "collation",
  "textSearchDictionary",
  "textSearchConfiguration",
]);

/** Whether objects of a kind are made before types and tables. */
export function isBeforeTypes(kind: EntityKind): boolean {
  return BEFORE_TYPES.has(kind);
}

/** Whether the SQL of an object has a name among its words, or the object is on it. */
export function entityMentions(entity: Entity, name: TableName, spelling: Spelling): boolean {
  const isOn = entity.table !== undefined && nameKey(entity.table) === nameKey(name);
  return isOn || wordsOf(entity, spelling).has(name.name);
}

/** What can be mentioned, found by its name. */
export class Mentionable<T extends TableName> {
  readonly #byWord = new Map<string, T[]>();
  readonly #odd: T[] = [];

  /** @param items in the order in which they are given back */
  constructor(items: readonly T[]) {
    for (const item of items) {
      const word = item.name.toLowerCase();
      if (!isWord(item.name)) this.#odd.push(item);
      else this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), item]);
    }
  }

  /** Those that the SQL has the names of. */
  in(sql: SqlWords): readonly T[] {
    return [
      ...[...sql.words].flatMap((word) => this.#byWord.get(word) ?? []),
      ...this.#odd.filter(({ name }) => sql.has(name)),
    ];
  }
}
