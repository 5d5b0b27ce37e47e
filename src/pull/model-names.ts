import type { BuiltOptions } from "../ops/option-builder.js";
import { constraintColumns } from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { EnumType } from "../schema/object.js";
import type { DialectOptions } from "../schema/options.js";
import { compareText } from "../schema/order.js";
import type { Schema } from "../schema/schema.js";
import { constraintsOf, primaryKeyOf, type Table } from "../schema/table.js";
import { typesUnder } from "../schema/user-type.js";
import type { SqlType } from "../types/type.js";
import { singular } from "../util/inflection.js";
import {
  className,
  isIdentifier,
  moduleScope,
  propertyScope,
  type Scope,
  variableName,
} from "./identifier.js";
import { type FoundNaming, snakeProperty } from "./naming.js";

/** A column's property. */
export interface PropertyName {
  readonly key: string;
  /** The naming rule makes another column name of it, so that the column has to be named. */
  readonly isNamed: boolean;
}

/** What a table is in the models. */
export interface TableModel {
  readonly table: Table;
  /** A class for rows with a key, or a constant for those without and for the middles of many-to-many relationships. */
  readonly form: "class" | "constant" | "join";
  /** The name of the class or constant. */
  readonly name: string;
  /** The base that it is declared with, or whose metadata it is declared in. */
  readonly base: string;
  /** Its columns' properties, by column. */
  readonly columns: ReadonlyMap<string, PropertyName>;
  /** The properties of the model that are taken. */
  readonly scope: Scope;
}

/** Everything that gets a name in the models. */
export interface ModelNames {
  readonly tables: ReadonlyMap<string, TableModel>;
  /** The base of each schema; that of the first one has the metadata. */
  readonly bases: ReadonlyMap<string | undefined, string>;
  /** The schema of the first base, whose tables need no other; undefined where it is the default one. */
  readonly schema: string | undefined;
  /** The constants of enum types that several columns share, by the key of the type. */
  readonly enums: ReadonlyMap<string, string>;
  /** The constants of domains, by key. */
  readonly domains: ReadonlyMap<string, string>;
  /** The constants of composite and range types, by key. */
  readonly userTypes: ReadonlyMap<string, string>;
  /** The constants of sequences, by key. */
  readonly sequences: ReadonlyMap<string, string>;
  /** The constants of schemas that are declared for themselves. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/** Names classes, constants, properties and bases; the same schema always gets the same names. */
export function nameModels(schema: Schema, naming: FoundNaming, built: BuiltOptions): ModelNames {
  const scope = moduleScope([...nativeNames(schema), ...optionCalls(schema, built)]);
  const placed = schema.entities.filter(({ kind, table }) => kind !== "extension" && !table);
  const types = [...schema.enums, ...schema.domains, ...schema.userTypes];
  const objects = [...types, ...schema.sequences, ...placed];
  const homes = [...schema.tables, ...objects.filter((each) => each.schema === undefined)];
  // The connection's own schema comes first, and has the plain name; objects in it need its base even without tables.
  const [first, ...others] = [...new Set(homes.map((each) => each.schema ?? ""))]
    .sort(compareText)
    .map((name) => (name === "" ? undefined : name));
  const bases = new Map<string | undefined, string>([[first, scope.take("Base")]]);
  for (const name of others) bases.set(name, scope.take(`${className(name ?? "", "Other")}Base`));
  const wanted = preferredNames(schema.tables);
  const tables = new Map<string, TableModel>();
  for (const table of schema.tables) {
    const form = formOf(table, schema.tables);
    const { plain, whole, placed } = wanted.get(table)!;
    const name =
      form === "class"
        ? scope.take(plain, whole, placed, `${placed}Model`)
        : scope.take(...[whole, placed, `${placed}Table`].map((each) => variableName(each, "unnamedTable")));
    const { columns, properties } = columnProperties(table, naming);
    tables.set(nameKey(table), {
      table,
      form,
      name,
      base: bases.get(table.schema)!,
      columns,
      scope: properties,
    });
  }
  const constants = (objects: readonly TableName[], ...tails: readonly string[]) =>
    new Map(
      objects.map((object) => [
        nameKey(object),
        scope.take(...["", ...tails].map((tail) => variableName(object.name, "unnamed") + tail)),
      ]),
    );
  const { shared, unused } = enumsByUse(schema);
  const enums = constants([...unused, ...shared], "Enum", "Type");
  const domains = constants(schema.domains, "Domain", "Type");
  const userTypes = constants(schema.userTypes, "Composite", "Type");
  const sequences = constants(schema.sequences, "Sequence");
  const namespaces = constants(schema.namespaces, "Schema");
  return { tables, bases, schema: first, enums, domains, userTypes, sequences, namespaces };
}

/** The names that a table would like to have: singular, as it is, and with its schema before it. */
interface PreferredNames {
  readonly plain: string;
  readonly whole: string;
  readonly placed: string;
}

/**
 * Where two tables of one schema would like to have the same singular, neither of them gets it; of tables in several
 * schemas, the one in the connection's own has it.
 */
function preferredNames(tables: readonly Table[]): ReadonlyMap<Table, PreferredNames> {
  const names = tables.map((table) => {
    const whole = className(table.name, "Unnamed");
    const plain = singular(whole);
    return { table, plain, whole, placed: className(`${table.schema ?? ""} ${plain}`, plain) };
  });
  return new Map(
    names.map(({ table, plain, whole, placed }) => {
      const alike = names.filter((each) => each.plain === plain);
      const isAlone = alike.length === 1;
      const isFirst = alike.filter((each) => each.table.schema === table.schema).length === 1;
      if (table.schema !== undefined) return [table, { plain: isAlone ? plain : placed, whole, placed }];
      return [table, { plain: isFirst ? plain : whole, whole, placed }];
    }),
  );
}

/** The key of the enum type that a column's values are of, or its elements' values; null for other types. */
export function enumKey(type: SqlType): string | null {
  if (type.kind === "native") return type.element ? enumKey(type.element) : null;
  return type.kind === "enum" && type.name !== undefined ? nameKey(type as TableName) : null;
}

/** The builders that the types of this schema are taken from, beside those of all databases. */
function nativeNames(schema: Schema): ReadonlySet<string> {
  const { tables, domains, userTypes } = schema;
  const names = new Set<string>(domains.length > 0 ? ["domain"] : []);
  if (enumsByUse(schema).unused.length > 0) names.add("enumType");
  for (const { kind } of userTypes) names.add(kind === "range" ? "rangeType" : "compositeType");
  const add = (type: SqlType) => {
    if (type.kind !== "native") return;
    names.add(type.name);
    if (type.element) add(type.element);
  };
  for (const { type } of tables.flatMap(({ columns }) => columns)) add(type);
  for (const type of [...domains, ...userTypes].flatMap(typesUnder)) add(type);
  return names;
}

/** The builders that say options of this schema's tables and columns. */
function optionCalls({ tables }: Schema, { vocabulary, optionRules }: BuiltOptions): readonly string[] {
  const called = (rules: BuiltOptions["optionRules"]["table"], options?: DialectOptions, type?: SqlType) =>
    Object.entries(options?.[vocabulary] ?? {}).flatMap(
      ([option, value]) => rules[option]?.builder?.(value, type)?.name ?? [],
    );
  return tables.flatMap(({ options, columns }) => [
    ...called(optionRules.table, options),
    ...columns.flatMap((each) => called(optionRules.column, each.options, each.type)),
  ]);
}

/** The names of builders that take types which are objects of their own. */
const OBJECTS: ReadonlySet<string> = new Set(["domain", "compositeType", "rangeType"]);

/** The domain, composite or range type that a type is; null for other types. */
export function objectName(type: SqlType): TableName | null {
  if (type.kind !== "native" || !OBJECTS.has(type.name)) return null;
  const [name, schema] = type.args as readonly string[];
  return name === undefined ? null : { name, ...(schema !== undefined && { schema }) };
}

/** The enum types that have constants: those that more than one column or type is of, and those that none is of. */
export function enumsByUse({ tables, enums, domains, userTypes }: Schema): {
  readonly shared: readonly EnumType[];
  readonly unused: readonly EnumType[];
} {
  const users = new Map<string, number>();
  const columns = tables.flatMap((table) => table.columns.map(({ type }) => type));
  for (const type of [...columns, ...[...domains, ...userTypes].flatMap(typesUnder)]) {
    const key = enumKey(type);
    if (key !== null) users.set(key, (users.get(key) ?? 0) + 1);
  }
  return {
    shared: enums.filter((type) => (users.get(nameKey(type)) ?? 0) > 1),
    unused: enums.filter((type) => !users.has(nameKey(type)) && type.values.length > 0),
  };
}

function formOf(table: Table, tables: readonly Table[]): TableModel["form"] {
  const key = primaryKeyOf(table);
  if (!key) return "constant";
  return isPureJoin(table, tables) ? "join" : "class";
}

/**
 * Whether a table does nothing but join two others: its columns are those of two foreign keys to different tables
 * with keys, which together are its primary key, and nothing refers to it.
 */
function isPureJoin(table: Table, tables: readonly Table[]): boolean {
  const key = primaryKeyOf(table)!;
  const [left, right, ...more] = constraintsOf(table, "foreignKey");
  if (!left || !right || more.length > 0) return false;
  const referring = [...left.columns, ...right.columns];
  const isWhole =
    new Set(referring).size === referring.length &&
    table.columns.every(({ name }) => referring.includes(name)) &&
    referring.every((name) => key.columns.includes(name));
  if (!isWhole || nameKey(left.references) === nameKey(right.references)) return false;
  const leads = [left, right].every(({ references }) => {
    const target = tables.find((each) => nameKey(each) === nameKey(references));
    return target !== undefined && target !== table && primaryKeyOf(target) !== null;
  });
  const isReferredTo = tables.some((each) =>
    constraintsOf(each, "foreignKey").some(({ references }) => nameKey(references) === nameKey(table)),
  );
  return leads && !isReferredTo && constraintColumns(key).length === referring.length;
}

function columnProperties(table: Table, naming: FoundNaming) {
  const properties = propertyScope();
  const columns = new Map<string, PropertyName>();
  table.columns.forEach(({ name }, i) => {
    const own = naming.columns === "snake_case" ? snakeProperty(name) : name;
    const isUsable = own !== null && isIdentifier(own);
    const candidates = isUsable ? [own] : [variableName(name, `column${i + 1}`)];
    const key = properties.take(...candidates, ...candidates.map((each) => `${each}Column`));
    columns.set(name, { key, isNamed: key !== own });
  });
  return { columns, properties };
}
