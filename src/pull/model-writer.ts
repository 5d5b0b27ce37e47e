import { type CallCode, type Code, callCode } from "../ops/code.js";
import type { BuiltOptions } from "../ops/option-builder.js";
import { SourceWriter } from "../ops/source.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { DialectOptions, OptionValue } from "../schema/options.js";
import type { Spelling } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { type ModelNames, objectName, type PropertyName, type TableModel } from "./model-names.js";

/** Writes schema objects as models declare them: columns as `c.email`, shared types by their constants. */
export class ModelWriter extends SourceWriter {
  readonly #names: Pick<ModelNames, "enums" | "domains" | "userTypes">;
  readonly #used = new Set<string>();
  #columns: ReadonlyMap<string, PropertyName> = new Map();
  #getters: ReadonlySet<string> = new Set();
  #takesColumns = false;

  /**
   * @param names the constants of shared types
   * @param built the options that builders of the dialect say
   */
  constructor(
    spelling: Spelling,
    names: Pick<ModelNames, "enums" | "domains" | "userTypes">,
    built: BuiltOptions,
  ) {
    super(spelling, undefined, undefined, false, built);
    this.#names = names;
  }

  /** The constants, classes and bases of other modules that the code so far names, in order. */
  get references(): readonly string[] {
    return [...this.#used].sort();
  }

  /** Names something that may be in another module. */
  refer(name: string): string {
    this.#used.add(name);
    return name;
  }

  /**
   * What `write` gives for items of a table, and whether it names columns by `c`. Those behind getters are named by their
   * database names: the compiler cannot follow a class that refers to itself on the way to its own type.
   */
  items<T>(
    { columns }: TableModel,
    getters: ReadonlySet<string>,
    write: () => T,
  ): { readonly items: T; readonly takesColumns: boolean } {
    this.#columns = columns;
    this.#getters = getters;
    this.#takesColumns = false;
    const items = write();
    return { items, takesColumns: this.#takesColumns };
  }

  override columnName(name: string): Code {
    return this.#expression(name) ?? super.columnName(name);
  }

  /** Options of a table as items: each by its own builder, and the others together. */
  tableOptions(options: DialectOptions): readonly Code[] {
    const { vocabulary = "", optionRules } = this.built ?? {};
    const { [vocabulary]: own = {}, ...others } = options;
    const left: Record<string, OptionValue> = {};
    const items: Code[] = [];
    for (const [option, value] of Object.entries(own)) {
      const call = optionRules?.table[option]?.builder?.(value);
      if (call) items.push(this.optionCall(call));
      else left[option] = value;
    }
    const rest = { ...others, ...(Object.keys(left).length > 0 && { [vocabulary]: left }) };
    if (Object.keys(rest).length > 0) items.push(callCode(this.use("tableOptions"), this.value(rest)));
    return items;
  }

  /** Names that are left out are those of the naming convention, which is told where things have none. */
  override noName(): Code {
    return this.itemName(undefined);
  }

  override columnExpression(name: string): string {
    return this.#expression(name) ?? super.columnExpression(name);
  }

  override typeCalls(type: SqlType): readonly CallCode[] {
    const { domains, userTypes } = this.#names;
    const object = objectName(type);
    const shared =
      type.kind === "enum" && type.name !== undefined
        ? this.#names.enums.get(nameKey(type as TableName))
        : object &&
          (type.kind === "native" && type.name === "domain" ? domains : userTypes).get(nameKey(object));
    return shared ? [callCode(this.refer(shared))] : super.typeCalls(type);
  }

  /** The declaration of a shared enum type, whatever constant it has. */
  enumType(type: SqlType): readonly CallCode[] {
    return super.typeCalls(type);
  }

  #expression(name: string): string | null {
    const property = this.#columns.get(name);
    if (property === undefined || this.#getters.has(name)) return null;
    this.#takesColumns = true;
    return `c.${property.key}`;
  }
}
