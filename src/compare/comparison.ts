import type { Dialect } from "../dialect/dialect.js";
import type { OptionRule, OptionRules } from "../dialect/option-rule.js";
import type { Column } from "../schema/column.js";
import { nameKey, type TableName, tableName } from "../schema/name.js";
import type { DialectOptions } from "../schema/options.js";
import type { Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import type { Value } from "../sql/nodes/index.js";
import type { SqlType } from "../types/type.js";
import { compareOptions, type OptionsDiff } from "./options.js";
import type { CompareRules } from "./rules.js";

/** The table that parts are of: its name, and its options as they stand. */
export interface Owner extends TableName {
  readonly options?: DialectOptions;
}

/** The owner of the parts of two tables. */
export function ownerOf(from: Table, to: Table): Owner {
  return { ...tableName(to), ...(from.options && { options: from.options }) };
}

/** The options of two things of a kind, and how they differ. */
interface AskedOptions {
  readonly kind: keyof OptionRules;
  readonly from: DialectOptions | undefined;
  readonly to: DialectOptions | undefined;
  readonly owner: DialectOptions | undefined;
  readonly diff: OptionsDiff | null;
}

/** What a comparison knows: the dialect, the user's rules, and where texts alone could not tell. */
export class Comparison {
  readonly dialect: Dialect;
  readonly rules: CompareRules;
  /** Whether functions of the user's are among the rules, which are asked even about things that are alike. */
  readonly asksUser: boolean;
  readonly #unsure = new Set<string>();
  readonly #unasked: ReadonlySet<string>;
  /** What the database holds of each type met so far. */
  readonly #types = new Map<string, string>();
  /** The options that were compared last. */
  #asked: AskedOptions | undefined;

  /** @param unasked the tables and domains of which nobody can tell whether expressions differ, or only their texts */
  constructor(dialect: Dialect, rules: CompareRules = {}, unasked: readonly TableName[] = []) {
    this.dialect = dialect;
    this.#unasked = new Set(unasked.map(nameKey));
    this.rules = rules;
    this.asksUser = Object.values(rules).some((rule) => typeof rule === "function");
  }

  /** Whether something in the table differs that the database may only write in other words. */
  isUnsure(table: TableName): boolean {
    return this.#unsure.has(nameKey(table));
  }

  /** Notes that the database should be asked how it would write the table's expressions. */
  doubt(table: TableName): void {
    this.#unsure.add(nameKey(table));
  }

  /** Whether two expressions differ; where both are there and only their texts differ, that is in doubt. */
  expressionsDiffer(
    table: TableName,
    from: Node | undefined,
    to: Node | undefined,
    types?: { readonly from: SqlType; readonly to: SqlType },
  ): boolean {
    if (!from || !to) return from !== to;
    if (isSameLiteral(from, to) && (!types || !this.typesDiffer(types.from, types.to))) return false;
    const { dialect } = this;
    const texts = [
      dialect.normalize(from, types && { type: types.from }),
      dialect.normalize(to, types && { type: types.to }),
    ];
    if (texts[0] === texts[1]) return false;
    this.doubt(table);
    return !this.#unasked.has(nameKey(table));
  }

  /**
   * Whether the names differ of something that databases leave out where it goes without saying, such as an operator
   * class or a collation; where only the models name one, that is in doubt.
   */
  namesDiffer(table: TableName, from: string | undefined, to: string | undefined): boolean {
    if (from === to) return false;
    if (from !== undefined) return true;
    this.doubt(table);
    return !this.#unasked.has(nameKey(table));
  }

  /**
   * What differs between the options of two things of a kind, by the rules of their database.
   *
   * @param owner the options of the table that an index or a constraint is of
   */
  optionsDiff(
    kind: keyof OptionRules,
    from: DialectOptions | undefined,
    to: DialectOptions | undefined,
    owner?: DialectOptions,
  ): OptionsDiff | null {
    if ((!from && !to) || this.rules.options === false) return null;
    const asked = this.#asked;
    // Most tables have the same options, which they share.
    if (asked?.kind === kind && asked.from === from && asked.to === to && asked.owner === owner) {
      return asked.diff;
    }
    const { optionRules, vocabulary } = this.dialect;
    const diff = compareOptions(from, to, optionRules[kind], vocabulary, owner);
    this.#asked = { kind, from, to, owner, diff };
    return diff;
  }

  /** What differs between the options of two columns. */
  columnOptionsDiff(from: Column, to: Column): OptionsDiff | null {
    if ((!from.options && !to.options) || this.rules.options === false) return null;
    const { optionRules, vocabulary } = this.dialect;
    const comesToNumber = !from.identity && to.identity !== undefined;
    const rules = Object.entries(optionRules.column).map(([name, rule]): [string, OptionRule] => [
      name,
      comesToNumber && rule.withIdentity ? { ...rule, change: "alter" } : rule,
    ]);
    return compareOptions(from.options, to.options, Object.fromEntries(rules), vocabulary);
  }

  /** Whether the database would hold two types differently. */
  typesDiffer(from: SqlType, to: SqlType): boolean {
    if (this.dialect.features.namedEnums && from.kind === "enum" && to.kind === "enum") {
      return enumKey(from) !== enumKey(to);
    }
    return this.#stored(from) !== this.#stored(to);
  }

  #stored(type: SqlType): string {
    const key = JSON.stringify(type);
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const { spelling } = this.dialect;
    const stored = spelling.typeSql(this.dialect.parseType(spelling.typeSql(type)));
    this.#types.set(key, stored);
    return stored;
  }
}

/** Whether two expressions are one literal: most defaults are, and need no writing to tell. */
function isSameLiteral(from: Node, to: Node): boolean {
  if (from.kind !== "value" || to.kind !== "value") return from === to;
  const { value } = from as Value;
  return typeof value !== "object" && Object.is(value, (to as Value).value);
}

function enumKey({ name, schema }: { readonly name?: string; readonly schema?: string }): string {
  return nameKey({ name: name ?? "", ...(schema !== undefined && { schema }) });
}
