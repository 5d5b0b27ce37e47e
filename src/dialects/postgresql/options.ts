import { CompileError } from "../../errors/errors.js";
import type { DialectOptions, OptionValue } from "../../schema/options.js";
import { nearest } from "../../util/text.js";
import { DIALECT } from "./native-kind.js";
import { OPTION_RULES } from "./option-rules.js";

/** Things that have options. */
export type OptionKind = keyof typeof OPTION_RULES;

/** The options that this dialect reads of a thing. */
export function ownOptions(thing: {
  readonly options?: DialectOptions;
}): Readonly<Record<string, OptionValue>> {
  return thing.options?.[DIALECT] ?? {};
}

/** An option that is a text, or undefined. */
export function textOption(thing: { readonly options?: DialectOptions }, name: string): string | undefined {
  const value = ownOptions(thing)[name];
  return value === undefined || typeof value === "boolean" ? undefined : String(value);
}

/** An option that is a list, or an empty one. */
export function listOption(thing: { readonly options?: DialectOptions }, name: string): readonly string[] {
  const value = ownOptions(thing)[name];
  if (value === undefined || typeof value === "boolean") return [];
  return typeof value === "object" ? value : [String(value)];
}

/**
 * A thing with the options of this dialect alone, without those that say what is so anyway.
 *
 * @throws {CompileError} `compile.unsupported`: there is no option of that name
 */
export function withOwnOptions<T extends { readonly options?: DialectOptions }>(
  thing: T,
  kind: OptionKind,
  place: string,
): T {
  if (thing.options === undefined) return thing;
  const { options: _, ...rest } = thing;
  const rules = OPTION_RULES[kind];
  const kept = Object.entries(ownOptions(thing)).filter(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule)
      return value !== rule.default && value !== false && !(Array.isArray(value) && value.length === 0);
    const like = nearest(name, Object.keys(rules));
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL has no option ${name} of a ${kind}, which ${place} asks for.`,
      { hint: like === null ? undefined : `Did you mean ${like}?`, details: { option: name, kind } },
    );
  });
  return (kept.length === 0 ? rest : { ...rest, options: { [DIALECT]: Object.fromEntries(kept) } }) as T;
}

/** `WITH (fillfactor=70)` as it is written, and undefined where there are no parameters. */
export function storageParameters(thing: { readonly options?: DialectOptions }): string | undefined {
  const parameters = listOption(thing, "with");
  return parameters.length === 0 ? undefined : `(${parameters.map(parameterSql).join(", ")})`;
}

/** A storage parameter as SQL reads it: words bare, everything else quoted. @throws {CompileError} `compile.unsupported`: it is none */
export function parameterSql(parameter: string): string {
  const [name = "", ...value] = parameter.split("=");
  if (!/^[a-z_][a-z0-9_.]*$/.test(name.trim())) {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL has no storage parameter ${JSON.stringify(name)}.`,
    );
  }
  const text = value.join("=").trim();
  if (text === "") return name.trim();
  return `${name.trim()} = ${/^[\w.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`}`;
}

/** An option whose value is a word of the grammar, in capitals. @throws {CompileError} `compile.bad-literal`: it is none */
export function optionWord(option: string, value: OptionValue): string {
  const text = String(value);
  if (/^-?\w+$/.test(text)) return text.toUpperCase();
  throw new CompileError(
    "compile.bad-literal",
    `The option ${option} takes a word, and ${JSON.stringify(text)} is none.`,
  );
}
