import {
  type Check,
  type Constraint,
  type ConstraintKind,
  type ConstraintOf,
  type Exclude,
  type ForeignKey,
  type PrimaryKey,
  partsOfKey,
  type Unique,
} from "../schema/constraint.js";
import { displayName } from "../schema/name.js";
import {
  arrayCode,
  type CallCode,
  type Code,
  type CodeEntry,
  callCode,
  chainCode,
  objectCode,
  stringCode,
} from "./code.js";
import { indexPartCode, indexPartsCode } from "./index-source.js";
import type { ValueSource } from "./value-source.js";

/** How one kind of constraint is written: as an item of a table, and as an operation. */
interface ConstraintSource<C extends Constraint> {
  item(s: ValueSource, constraint: C): Code;
  /** The method that creates it. */
  readonly method: string;
  /** What the method takes after the name and the table; options come last. */
  args(s: ValueSource, constraint: C): readonly Code[];
}

const SOURCES: { readonly [K in ConstraintKind]: ConstraintSource<ConstraintOf<K>> } = {
  primaryKey: {
    item: (s, key) => keyItem(s, "primaryKey", key),
    method: "createPrimaryKey",
    args: (s, key) => [
      key.keyParts ? indexPartsCode(s, partsOfKey(key)) : s.names(key.columns),
      ...optionsCode(keyOptions(s, key)),
    ],
  },
  unique: {
    item: (s, key) => keyItem(s, "unique", key),
    method: "createUniqueConstraint",
    args: (s, key) => [s.names(key.columns), ...optionsCode(keyOptions(s, key))],
  },
  check: {
    item: (s, check) =>
      itemCall(s, "check", check, [s.sql(check.expression), ...optionsCode(checkOptions(s, check))]),
    method: "createCheckConstraint",
    args: (s, check) => [s.sql(check.expression), ...optionsCode(checkOptions(s, check))],
  },
  foreignKey: {
    item: (s, key) =>
      itemCall(s, "foreignKey", key, [arrayCode(s.columnNames(key.columns)), ...targetArguments(s, key)]),
    method: "createForeignKey",
    args: (s, key) => [s.names(key.columns), ...targetArguments(s, key)],
  },
  exclude: {
    item: (s, exclude) => itemCall(s, "exclude", exclude, excludeArguments(s, exclude)),
    method: "createExcludeConstraint",
    args: excludeArguments,
  },
};

function sourceOf(constraint: Constraint): ConstraintSource<Constraint> {
  return SOURCES[constraint.kind] as ConstraintSource<Constraint>;
}

/** A constraint as an item of a table. */
export function constraintItem(s: ValueSource, constraint: Constraint): Code {
  return sourceOf(constraint).item(s, constraint);
}

/** The method that creates a constraint, and what it takes after the name and the table. */
export function constraintCall(
  s: ValueSource,
  constraint: Constraint,
): { readonly method: string; readonly args: readonly Code[] } {
  const { method, args } = sourceOf(constraint);
  return { method, args: args(s, constraint) };
}

function itemCall(s: ValueSource, item: string, { name }: Constraint, args: readonly Code[]): CallCode {
  // Some databases keep no name of any primary key: theirs is none that was left out.
  const isNameless = name === undefined && (item !== "primaryKey" || s.keyNames);
  return callCode(s.use(item), isNameless ? s.noName() : s.itemName(name), ...args);
}

function keyItem(s: ValueSource, item: string, key: PrimaryKey | Unique): Code {
  const columns =
    key.kind === "primaryKey" && key.keyParts
      ? partsOfKey(key).map((part) => indexPartCode(s, part))
      : s.columnNames(key.columns);
  const links = [itemCall(s, item, key, columns)];
  if (key.kind === "unique" && key.nullsNotDistinct) links.push(callCode(".nullsNotDistinct"));
  if (key.withoutOverlaps) links.push(callCode(".withoutOverlaps"));
  if (key.deferrable) {
    links.push(
      callCode(".deferrable", ...(key.deferrable === "immediate" ? [] : [stringCode(key.deferrable)])),
    );
  }
  if (key.include) links.push(callCode(".include", ...s.columnNames(key.include)));
  if (key.options) links.push(callCode(".options", s.value(key.options)));
  return chainCode(...links);
}

function keyOptions(s: ValueSource, key: PrimaryKey | Unique): readonly CodeEntry[] {
  const nullsNotDistinct = key.kind === "unique" ? key.nullsNotDistinct : undefined;
  return given(s, {
    nullsNotDistinct,
    withoutOverlaps: key.withoutOverlaps,
    deferrable: key.deferrable,
    include: key.include,
    options: key.options,
  });
}

function checkOptions(
  s: ValueSource,
  { noInherit, notValid, enforced, options }: Check,
): readonly CodeEntry[] {
  return given(s, { noInherit, notValid, enforced, options });
}

/** The targets and options of a foreign key. */
function targetArguments(s: ValueSource, key: ForeignKey): readonly Code[] {
  const { name, schema, columns } = key.references;
  const dotted = [name, schema ?? "", ...columns].some((part) => part.includes("."));
  const targets = columns.map((column) =>
    dotted
      ? objectCode([
          ["table", stringCode(name)],
          ...(schema === undefined ? [] : [["schema", stringCode(schema)] as const]),
          ["column", stringCode(column)],
        ])
      : stringCode(`${displayName(key.references)}.${column}`),
  );
  return [arrayCode(targets), ...optionsCode(foreignKeyOptions(s, key))];
}

/** How a foreign key behaves, as the entries of its options. */
export function foreignKeyOptions(s: ValueSource, key: ForeignKey): readonly CodeEntry[] {
  const { onDelete, onUpdate, period, onDeleteColumns, match, deferrable, notValid, enforced, options } = key;
  return given(s, {
    onDelete,
    onUpdate,
    period,
    onDeleteColumns,
    match,
    deferrable,
    notValid,
    enforced,
    options,
  });
}

/** The parts of an exclusion, each with its operator, and its options. */
function excludeArguments(s: ValueSource, constraint: Exclude): readonly Code[] {
  const { parts, method, where, deferrable, include, options } = constraint;
  const pairs = parts.map((part) => arrayCode([indexPartCode(s, part), stringCode(part.operator)]));
  const entries: CodeEntry[] = [];
  if (method !== undefined) entries.push(["using", stringCode(method)]);
  if (where) entries.push(["where", s.sql(where)]);
  entries.push(...given(s, { deferrable, include, options }));
  return [arrayCode(pairs), ...optionsCode(entries)];
}

function given(s: ValueSource, options: Readonly<Record<string, unknown>>): readonly CodeEntry[] {
  return Object.entries(options).flatMap(([name, value]): readonly CodeEntry[] =>
    value === undefined ? [] : [[name, s.value(value)]],
  );
}

function optionsCode(entries: readonly CodeEntry[]): readonly Code[] {
  return entries.length === 0 ? [] : [objectCode(entries)];
}
