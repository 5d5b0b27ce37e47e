import type { OptionRule } from "../dialect/option-rule.js";
import { changeOptions, type OptionsChange } from "../ops/table-options.js";
import type { Column } from "../schema/column.js";
import { isSameNames } from "../schema/inherited.js";
import type { DialectOptions, OptionValue } from "../schema/options.js";

/** What differs between the options of a thing and those of its model. */
export interface OptionsDiff {
  /** What is set, and what of it was before; null stands for what the database does by itself. */
  readonly to: OptionsChange;
  readonly from: OptionsChange;
  /** The thing must be made again. */
  readonly recreate: boolean;
  /** Foreign keys from and to the thing must make way. */
  readonly movesKeys: boolean;
  /** Whether a column of the thing, as it stands, becomes another along with it. */
  retypes(column: Column): boolean;
  /** Options that differ and cannot be changed. */
  readonly fixed: readonly string[];
  /** The database may write an option that differs in other words. */
  readonly isDoubtful: boolean;
}

/**
 * Compares options by the rules of their database; null where nothing differs. Of options that the models do not name
 * and the server chooses, nothing is said.
 *
 * @param vocabulary the key of the database's own options
 * @param owner the options of the table that an index or a constraint is of
 */
export function compareOptions(
  from: DialectOptions | undefined,
  to: DialectOptions | undefined,
  rules: Readonly<Record<string, OptionRule>>,
  vocabulary: string,
  owner?: DialectOptions,
): OptionsDiff | null {
  const before = from?.[vocabulary] ?? {};
  const after = to?.[vocabulary] ?? {};
  const changed = Object.entries(rules).filter(([name, rule]) => differs(before[name], after[name], rule));
  if (changed.length === 0) return null;
  const fixed = changed.flatMap(([name, { change }]) => (change === "fixed" ? name : []));
  const settled = changed.map(([name]) => name).filter((name) => !fixed.includes(name));
  const names = [...settled, ...displaced(settled, before, after, rules)];
  const pick = (options: Readonly<Record<string, OptionValue>>): OptionsChange => ({
    [vocabulary]: Object.fromEntries(names.map((name) => [name, options[name] ?? null])),
  });
  const merged = Object.entries(rules).flatMap(([name, { merge }]) =>
    merge ? [[name, merge(listOf(before[name]), listOf(after[name]))] as const] : [],
  );
  const isUnder = (option: string | undefined) =>
    option !== undefined && owner?.[vocabulary]?.[option] !== undefined;
  return {
    to: pick({ ...after, ...Object.fromEntries(merged) }),
    from: pick(before),
    recreate: changed.some(
      ([, { change, recreateUnder }]) => change === "recreate" || isUnder(recreateUnder),
    ),
    movesKeys: changed.some(([, rule]) => rule.movesKeys),
    retypes: (column) => changed.some(([, rule]) => rule.retypes?.(column)),
    fixed,
    isDoubtful: changed.some(([, { merge }]) => merge),
  };
}

/** The options of before that no model names and that cannot stay beside what these become. */
function displaced(
  changed: readonly string[],
  before: Readonly<Record<string, OptionValue>>,
  after: Readonly<Record<string, OptionValue>>,
  rules: Readonly<Record<string, OptionRule>>,
): readonly string[] {
  const kept = Object.entries(before).filter(([name]) => !changed.includes(name));
  const set = Object.entries(after).filter(([name]) => changed.includes(name));
  const would = Object.fromEntries([...kept, ...set]);
  const gone = new Set(changed.flatMap((name) => rules[name]?.displaces?.(would) ?? []));
  return kept.flatMap(([name]) => (gone.has(name) && after[name] === undefined ? name : []));
}

/** Whether there is something that can be changed. */
export function hasChanges(diff: OptionsDiff | null): diff is OptionsDiff {
  return diff !== null && Object.values(diff.to).some((own) => Object.keys(own).length > 0);
}

function differs(from: OptionValue | undefined, to: OptionValue | undefined, rule: OptionRule): boolean {
  if (rule.change === "unread") return false;
  if (to === undefined && rule.default === undefined) return false;
  if (rule.named && to === true && typeof from === "string") return false;
  if (rule.merge) {
    const standing = listOf(from);
    return !sameOption(standing, rule.merge(standing, listOf(to)), { ...rule, unordered: true });
  }
  if (rule.namesTables && isSameNames(from, to)) return false;
  return !sameOption(from ?? rule.default ?? rule.silent, to ?? rule.default, rule);
}

function listOf(value: OptionValue | undefined): readonly string[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [String(value)];
}

function sameOption(
  a: OptionValue | undefined,
  b: OptionValue | undefined,
  { unordered, comparedAs }: OptionRule,
): boolean {
  if (comparedAs && typeof a === "string" && typeof b === "string") return comparedAs(a) === comparedAs(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const [one, other] = unordered ? [[...a].sort(), [...b].sort()] : [a, b];
    return one.length === other.length && one.every((each, i) => each === other[i]);
  }
  if (typeof a === "bigint" || typeof b === "bigint") return String(a) === String(b);
  return a === b;
}

/** The options of a thing once what differs from its model is changed: what the server chose stays. */
export function settledOptions(
  from: DialectOptions | undefined,
  diff: OptionsDiff | null,
): DialectOptions | undefined {
  return diff ? changeOptions(from, diff.to) : from;
}
