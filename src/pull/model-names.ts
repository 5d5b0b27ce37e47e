import { constraintColumns } from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { EnumType } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import { constraintsOf, primaryKeyOf, type Table } from "../schema/table.js";
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
}

/** Names classes, constants, properties and bases; the same schema always gets the same names. */
export function nameModels(schema: Schema, naming: FoundNaming): ModelNames {
  const scope = moduleScope([]);
  const schemas = [...new Set(schema.tables.map((table) => table.schema))].sort((a, b) =>
    (a ?? "") < (b ?? "") ? -1 : 1,
  );
  const [first, ...others] = schemas;
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
  const enums = new Map(
    sharedEnums(schema).map((type) => [
      nameKey(type),
      scope.take(...["", "Enum", "Type"].map((tail) => variableName(type.name, "words") + tail)),
    ]),
  );
  return { tables, bases, schema: first, enums };
}

/** The names that a table would like to have: singular, as it is, and with its schema before it. */
interface PreferredNames {
  readonly plain: string;
  readonly whole: string;
  readonly placed: string;
}

/** Where two tables would like to have the same singular, neither of them gets it. */
function preferredNames(tables: readonly Table[]): ReadonlyMap<Table, PreferredNames> {
  const count = new Map<string, number>();
  const names = tables.map((table) => {
    const whole = className(table.name, "Unnamed");
    const plain = singular(whole);
    count.set(plain, (count.get(plain) ?? 0) + 1);
    return { table, plain, whole, placed: className(`${table.schema ?? ""} ${plain}`, plain) };
  });
  return new Map(
    names.map(({ table, plain, whole, placed }) => {
      const isAlone = count.get(plain) === 1;
      const isElsewhere = table.schema !== undefined;
      return [table, { plain: isAlone ? plain : isElsewhere ? placed : whole, whole, placed }];
    }),
  );
}

/** The enum types that more than one column is of. */
export function sharedEnums({ tables, enums }: Schema): readonly EnumType[] {
  const users = new Map<string, number>();
  for (const { type } of tables.flatMap(({ columns }) => columns)) {
    if (type.kind !== "enum" || type.name === undefined) continue;
    const key = nameKey(type as TableName);
    users.set(key, (users.get(key) ?? 0) + 1);
  }
  return enums.filter((type) => (users.get(nameKey(type)) ?? 0) > 1);
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
