import * as columnTypes from "../schema/define/column-type.js";
import * as constraintItems from "../schema/define/constraint-item.js";
import * as entities from "../schema/define/entity.js";
import * as indexItems from "../schema/define/index-item.js";
import * as schemaObjects from "../schema/define/schema-object.js";
import * as tableItems from "../schema/define/table-item.js";
import { toCamelCase, toPascalCase } from "../util/inflection.js";

/** Words that no variable and no class may be called. */
const RESERVED: ReadonlySet<string> = new Set(
  `arguments async await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function get if implements import in instanceof interface let new null of package private
  protected public return set static super switch this throw true try type typeof undefined var void while with
  yield any bigint boolean declare infer is keyof module namespace never number object readonly string symbol unknown
  NaN Infinity Array ArrayBuffer BigInt Boolean Buffer Date Error Function Infinity Iterator JSON Map Math Number
  Object Promise Proxy Reflect RegExp Set String Symbol Uint8Array WeakMap WeakSet globalThis process console`.split(
    /\s+/,
  ),
);

/** What model files take from `migr`, and so cannot be called anew. */
const IMPORTED: ReadonlySet<string> = new Set([
  ...[columnTypes, constraintItems, entities, indexItems, schemaObjects, tableItems].flatMap((each) =>
    Object.keys(each),
  ),
  ..."declarativeBase func many one sql table".split(" "),
]);

/** Properties that objects have of their own, with types of their own. */
const INHERITED: ReadonlySet<string> = new Set(
  `constructor hasOwnProperty isPrototypeOf propertyIsEnumerable prototype toLocaleString toString valueOf then
  __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__`.split(/\s+/),
);

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Names already given in one scope; each is given once. */
export class Scope {
  readonly #taken: Set<string>;
  readonly #isFree: (name: string) => boolean;

  /** @param taken names that are not to be given */
  constructor(isFree: (name: string) => boolean, taken: Iterable<string> = []) {
    this.#isFree = isFree;
    this.#taken = new Set(taken);
  }

  /** Takes the first of the candidates that is free, or the last one with a number. */
  take(...candidates: readonly string[]): string {
    const usable = candidates.filter((name) => IDENTIFIER.test(name));
    const last = usable.at(-1) ?? "unnamed";
    let name = usable.find((each) => this.#has(each));
    for (let i = 2; name === undefined; i++) name = [`${last}${i}`].find((each) => this.#has(each));
    this.#taken.add(name);
    return name;
  }

  #has(name: string): boolean {
    return !this.#taken.has(name) && this.#isFree(name);
  }
}

/** The names of a module's classes and constants. */
export function moduleScope(taken: Iterable<string>): Scope {
  return new Scope((name) => !RESERVED.has(name) && !IMPORTED.has(name), taken);
}

/** The names of a model's properties. */
export function propertyScope(): Scope {
  return new Scope((name) => !INHERITED.has(name));
}

/** Whether a name can stand as a property as it is. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** A name as a class is called; a digit gets a letter before it, and what has no letters is `fallback`. */
export function className(name: string, fallback: string): string {
  return startable(toPascalCase(name), fallback, "T");
}

/** A name as a variable or a property is called. */
export function variableName(name: string, fallback: string): string {
  return startable(toCamelCase(name), fallback, "_");
}

function startable(name: string, fallback: string, prefix: string): string {
  if (name === "") return fallback;
  if (IDENTIFIER.test(name)) return name;
  return IDENTIFIER.test(prefix + name) ? prefix + name : fallback;
}
