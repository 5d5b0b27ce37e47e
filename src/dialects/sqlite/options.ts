import { CompileError } from "../../errors/errors.js";
import type { DialectOptions, OptionValue } from "../../schema/options.js";
import { nearest } from "../../util/text.js";
import { keyPartsOf } from "./key-part.js";
import { OPTION_RULES } from "./option-rules.js";

/** What `NativeSqlType.dialect`, and the options of tables and their parts, say of this dialect. */
export const DIALECT = "sqlite";

/** What the option `parts` is made of, as messages say it. */
const PARTS: readonly OptionValue[] = ['a list of "DESC", "COLLATE name", "COLLATE name DESC" and ""'];

interface Thing {
  readonly options?: DialectOptions;
}

/** The option of this dialect that a thing has; undefined where it has none. */
export function ownOption(thing: Thing, name: string): OptionValue | undefined {
  return thing.options?.[DIALECT]?.[name];
}

/** What a conflict does to a rule: `ignore` and so on; undefined where it is the usual, `abort`. */
export function conflictOption(thing: Thing, name: "onConflict" | "onConflictNotNull"): string | undefined {
  const value = ownOption(thing, name);
  return typeof value === "string" && value !== "abort" ? value : undefined;
}

/** Options of this dialect, as a thing carries them; nothing where there are none. */
export function optionsOf(options: Readonly<Record<string, OptionValue | undefined>>): Thing {
  const given = Object.entries(options).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== undefined,
  );
  return given.length === 0 ? {} : { options: { [DIALECT]: Object.fromEntries(given) } };
}

const CONFLICTS: readonly OptionValue[] = ["abort", "rollback", "fail", "ignore", "replace"];

/**
 * A thing with the options of this dialect alone, without those that say what is so anyway.
 *
 * @param place the thing, as messages call it
 * @throws {CompileError} `compile.unsupported`: there is no such option, or it does not take such a value
 */
export function withOwnOptions<T extends Thing>(thing: T, kind: keyof typeof OPTION_RULES, place: string): T {
  if (thing.options === undefined) return thing;
  const { options, ...rest } = thing;
  const rules = OPTION_RULES[kind];
  const kept = Object.entries(options[DIALECT] ?? {}).filter(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name]! : null;
    if (!rule) throw noOption(name, kind, place);
    if (Array.isArray(rule.default)) {
      if (!keyPartsOf(value)) throw badValue(name, value, PARTS, place);
      return (value as readonly string[]).some((text) => text !== "");
    }
    const taken = typeof rule.default === "boolean" ? [true, false] : CONFLICTS;
    if (!taken.includes(value)) throw badValue(name, value, taken, place);
    return value !== rule.default;
  });
  return { ...rest, ...optionsOf(Object.fromEntries(kept)) } as T;
}

function noOption(name: string, kind: keyof typeof OPTION_RULES, place: string): CompileError {
  const names = Object.keys(OPTION_RULES[kind]);
  const like = nearest(name, names);
  const known = names.length === 0 ? `It has none for a ${kind}.` : `It knows ${names.join(", ")}.`;
  return new CompileError(
    "compile.unsupported",
    `SQLite has no option ${name} of a ${kind}, which ${place} asks for.`,
    { hint: like === null ? known : `Did you mean ${like}?`, details: { option: name, kind } },
  );
}

function badValue(
  name: string,
  value: OptionValue,
  taken: readonly OptionValue[],
  place: string,
): CompileError {
  return new CompileError(
    "compile.unsupported",
    `SQLite's option ${name} cannot be ${JSON.stringify(String(value))}, as ${place} has it.`,
    { hint: `It is one of ${taken.join(", ")}.`, details: { option: name } },
  );
}
