import { SchemaError } from "../../errors/errors.js";
import { isExpression } from "../../sql/build/expression.js";
import { callSite } from "../../util/call-site.js";
import { nearest } from "../../util/text.js";
import type { NamingConvention } from "../naming.js";

/** Says what is needed where a value is not that, as `a text`; null where it is. */
export type Rule = (value: unknown) => string | null;

/** A rule for each option that a builder takes. */
export type Rules<T> = { readonly [K in keyof Required<T>]: Rule };

/** A text with something in it. */
export const aText: Rule = (value) =>
  typeof value === "string" && value !== "" ? null : "a text that is not empty";

/** A text, which may be empty. */
export const anyText: Rule = (value) => (typeof value === "string" ? null : "a text");

/** True or false. */
export const yesOrNo: Rule = (value) => (typeof value === "boolean" ? null : "true or false");

/** A whole number, as a number or a bigint. */
export const aWholeNumber: Rule = (value) =>
  typeof value === "bigint" || Number.isSafeInteger(value) ? null : "a whole number";

/** An SQL expression. */
export const anExpression: Rule = (value) =>
  isExpression(value) ? null : "an expression, such as c.price.gt(0) or sql`price > 0`";

/** A function from the columns of a table to what is about several of them. */
export const itemsOfColumns: Rule = (value) =>
  typeof value === "function" ? null : "a function, such as (c) => [index(null, c.size)]";

/** Whatever there is, where another place looks at it. */
export const anything: Rule = () => null;

/** One of some words. */
export const oneOf =
  (...words: readonly string[]): Rule =>
  (value) =>
    words.includes(value as string) ? null : `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`;

const aPattern: Rule = (value) =>
  typeof value === "string" || typeof value === "function"
    ? null
    : 'a pattern, such as "ix_{table}_{columns}"';

/** What each kind of thing in a naming convention may be. */
export const CONVENTION_RULES: Rules<NamingConvention> = {
  ix: aPattern,
  uq: aPattern,
  ck: aPattern,
  fk: aPattern,
  pk: aPattern,
  ex: aPattern,
  en: aPattern,
};

/** When a constraint is checked that may wait until commit. */
export const aDeferral: Rule = oneOf("immediate", "deferred");

/** A list, each of which meets a rule. */
export const listOf =
  (rule: Rule, what: string): Rule =>
  (value) =>
    Array.isArray(value) && value.every((each) => rule(each) === null) ? null : `a list of ${what}`;

/** What only some databases know: an object of options by the database's name. */
export const byDialect: Rule = (value) =>
  isRecord(value) && Object.values(value).every(isRecord)
    ? null
    : 'options by database, such as { mysql: { engine: "InnoDB" } }';

/**
 * Checks the options that a builder was given, since models are not always type-checked before they are read.
 *
 * @param builder what is called, as `references()`
 * @throws {SchemaError} `schema.invalid-argument`: an option that there is not, or one of another kind
 */
export function assertOptions<T>(builder: string, given: unknown, rules: Rules<T>): void {
  if (given === undefined) return;
  if (!isRecord(given))
    throw invalidArgument(`${builder} takes its options as an object, not ${shown(given)}.`);
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, key)) {
      const like = nearest(key, Object.keys(rules));
      const hint = like === null ? `It has ${Object.keys(rules).join(", ")}.` : `Did you mean ${like}?`;
      throw invalidArgument(`${builder} has no option ${key}.`, hint);
    }
    if (value !== undefined) assertArgument(builder, key, value, rules[key as keyof T]);
  }
}

/**
 * Checks one argument.
 *
 * @param name what the argument is called, as `name`
 * @throws {SchemaError} `schema.invalid-argument`: it is of another kind
 */
export function assertArgument(builder: string, name: string, value: unknown, rule: Rule): void {
  const needed = rule(value);
  if (needed !== null) throw invalidArgument(`${builder} takes as ${name} ${needed}, not ${shown(value)}.`);
}

/** The error of an argument that cannot be taken, with the place in the models that gave it. */
export function invalidArgument(message: string, hint?: string): SchemaError {
  return misdeclared("schema.invalid-argument", message, hint);
}

/** The error of something in models that cannot be, with the place that says it. */
export function misdeclared(
  code: "schema.invalid-argument" | "schema.invalid-table" | "schema.invalid-column" | "schema.bad-reference",
  message: string,
  hint?: string,
): SchemaError {
  const error = new SchemaError(code, message);
  const where = callSite(error.stack);
  const hints = [hint, where === null ? undefined : `It is written at ${where}.`].filter(
    (each) => each !== undefined,
  );
  return new SchemaError(code, message, {
    ...(hints.length > 0 && { hint: hints.join(" ") }),
    details: { where },
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A value as an error shows it: short, and telling of what kind it is. */
function shown(value: unknown): string {
  if (value === undefined || value === null || typeof value !== "object") {
    if (typeof value === "function") return value.name ? `the function ${value.name}` : "a function";
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "an object";
  const { name } = value.constructor;
  return /^[AEIO]/.test(name) ? `an ${name}` : `a ${name}`;
}
