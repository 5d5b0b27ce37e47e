import {
  arrayCode,
  type CallCode,
  type Code,
  callCode,
  chainCode,
  keyCode,
  layOut,
  objectCode,
  statements,
  stringCode,
} from "../ops/code.js";
import { foreignKeyOptions } from "../ops/constraint-source.js";
import type { Column } from "../schema/column.js";
import type { ConstraintOf } from "../schema/constraint.js";
import { displayName, nameKey } from "../schema/name.js";
import type { DialectOptions } from "../schema/options.js";
import { columnOf } from "../schema/table.js";
import { docComment } from "./doc-comment.js";
import {
  type ColumnMarks,
  type FoldedTable,
  type FoldingRules,
  foldTable,
  numberingColumn,
} from "./folding.js";
import type { ModelNames, TableModel } from "./model-names.js";
import type { ModelWriter } from "./model-writer.js";
import type { PulledRelationship } from "./relationships.js";
import { ownOptions } from "./table-options.js";
import { sameValues } from "./value-type.js";

const STEP = 2;

/** How wide lines are that the formatters of most projects leave alone. */
const WIDTH = 100;

/** What writing one model needs to know of the others. */
export interface TableSourceContext extends FoldingRules {
  readonly names: ModelNames;
  readonly relationships: ReadonlyMap<string, readonly PulledRelationship[]>;
  /** The columns whose foreign keys go round in a circle, as `circularColumns` tells. */
  readonly circular: ReadonlySet<string>;
  /** What the base says of all tables, so that they need not. */
  readonly options: DialectOptions | undefined;
}

/** One model being written. */
class TableSource {
  readonly #model: TableModel;
  readonly #folded: FoldedTable;
  readonly #numbering: string | null;
  readonly #context: TableSourceContext;
  readonly #s: ModelWriter;

  constructor(model: TableModel, context: TableSourceContext, s: ModelWriter) {
    this.#model = model;
    this.#context = context;
    this.#folded = foldTable(model.table, context);
    this.#numbering = numberingColumn(model.table);
    this.#s = s;
  }

  write(): string {
    const { table, form } = this.#model;
    const doc = docComment(table.comment, 0);
    return doc + (form === "class" ? this.#class() : this.#constant());
  }

  #class(): string {
    const { table, name, base } = this.#model;
    const s = this.#s;
    const relationships = this.#context.relationships.get(nameKey(table)) ?? [];
    const members = (indent: number) =>
      [
        ...table.columns.map((column) => this.#member(column, indent)),
        ...relationships.map((each) => getter(each.property, this.#relationship(each), indent)),
      ].join("");
    const opening = `export class ${name} extends ${s.refer(base)}.model(`;
    const first = stringCode(table.name);
    const head =
      `${opening}${first}, {`.length <= WIDTH
        ? `${opening}${first}, {\n${members(STEP)}})`
        : `${opening}\n  ${first},\n  {\n${members(STEP * 2)}  },\n)`;
    const { items, takesColumns } = this.#items();
    if (items.length === 0) return `${head} {}\n`;
    const call = `.with((${takesColumns ? "c" : ""}) => `;
    return `${head}${call}${layOut(arrayCode(items), 0, call.length + 2, 4)}) {}\n`;
  }

  #constant(): string {
    const { table, name, base } = this.#model;
    const s = this.#s;
    const { items, takesColumns } = this.#items();
    const named = table.schema !== undefined && table.schema !== this.#context.names.schema;
    const target = layOut(
      named
        ? objectCode([
            ["name", stringCode(table.name)],
            ["schema", stringCode(table.schema!)],
          ])
        : stringCode(table.name),
      STEP,
    );
    const metadata = `${s.refer(base)}.metadata`;
    const head = `export const ${name} = ${s.use("table")}(`;
    const none = table.columns.length === 0;
    const members = (indent: number) => table.columns.map((each) => this.#member(each, indent)).join("");
    const spec = (indent: number, end: string) => (none ? "null" : `{\n${members(indent + STEP)}${end}}`);
    if (items.length === 0) return `${head}${target}, ${metadata}, ${spec(0, "")});\n`;
    const arrow = `(${takesColumns ? "c" : ""}) => `;
    const list = layOut(arrayCode(items), STEP, STEP + arrow.length, 1);
    return `${head}\n  ${target},\n  ${metadata},\n  ${spec(STEP, "  ")},\n  ${arrow}${list},\n);\n`;
  }

  #member(column: Column, indent: number): string {
    const { key } = this.#model.columns.get(column.name)!;
    const doc = docComment(column.comment, indent);
    const code = this.#column(column);
    if (this.#isGetter(column.name)) return doc + getter(key, code, indent);
    const pad = " ".repeat(indent);
    const head = `${pad}${keyCode(key)}: `;
    return `${doc}${head}${layOut(code, indent, head.length, 1)},\n`;
  }

  #column(column: Column): Code {
    const property = this.#model.columns.get(column.name)!;
    const marks = this.#folded.marks.get(column.name) ?? { primaryKey: false };
    const more: CallCode[] = [];
    if (property.isNamed) {
      const method = column.type.kind === "enum" ? ".columnNamed" : ".named";
      more.push(callCode(method, stringCode(column.name)));
    }
    if (marks.references) more.push(this.#references(marks.references, column));
    more.push(...calls("unique", marks.index === undefined ? marks.unique : marks.unique && true));
    more.push(...calls("index", marks.index));
    const mayNumber = column.name === this.#numbering;
    return this.#s.column(column, { isDeclared: marks.primaryKey, mayNumber }, more);
  }

  #references(key: ConstraintOf<"foreignKey">, column: Column): CallCode {
    const target = this.#targetOf(key, column.name);
    const where = target
      ? `${this.#s.refer(target.name)}.c.${target.columns.get(key.references.columns[0]!)!.key}`
      : stringCode(`${displayName(key.references)}.${key.references.columns[0]}`);
    const options = foreignKeyOptions(this.#s, key);
    const entries = key.name === undefined ? options : [["name", stringCode(key.name)] as const, ...options];
    return callCode(".references", where, ...(entries.length > 0 ? [objectCode(entries)] : []));
  }

  /** The model whose column a key is written with; null where it takes the column's name in the database. */
  #targetOf(key: ConstraintOf<"foreignKey">, column: string): TableModel | null {
    const target = this.#context.names.tables.get(nameKey(key.references));
    if (this.#model.form !== "class" || target?.form !== "class") return null;
    if (this.#context.circular.has(columnKey(this.#model, column))) return null;
    const from = columnOf(this.#model.table, column);
    const to = columnOf(target.table, key.references.columns[0]!);
    return from && to && sameValues(from.type, to.type) ? target : null;
  }

  #isGetter(column: string): boolean {
    const key = this.#folded.marks.get(column)?.references;
    return key !== undefined && this.#targetOf(key, column) !== null;
  }

  #relationship({ cardinality, target, backPopulates, isNullable, secondary }: PulledRelationship): Code {
    const s = this.#s;
    const options = objectCode([
      ...(secondary ? [["secondary", s.refer(secondary.name)] as const] : []),
      ["backPopulates", stringCode(backPopulates)],
    ]);
    const call = callCode(s.use(cardinality), s.refer(target.name), options);
    return isNullable ? chainCode(call, callCode(".nullable")) : call;
  }

  #items(): { readonly items: readonly Code[]; readonly takesColumns: boolean } {
    const s = this.#s;
    const { table } = this.#model;
    const { constraints, indexes } = this.#folded;
    const options = ownOptions(table, this.#context.options);
    const getters = new Set(table.columns.map(({ name }) => name).filter((name) => this.#isGetter(name)));
    return s.items(this.#model, getters, () => [
      ...constraints.map((each) => s.constraint(each)),
      ...indexes.map((each) => s.indexItem(each)),
      ...(table.comment === undefined ? [] : [callCode(s.use("tableComment"), stringCode(table.comment))]),
      ...(options ? s.tableOptions(options) : []),
    ]);
  }
}

/** The source of one model: a class, or a constant. */
export function tableSource(model: TableModel, context: TableSourceContext, s: ModelWriter): string {
  return new TableSource(model, context, s).write();
}

/**
 * The columns that refer to each other in a circle, column by column: the compiler cannot tell their types from one
 * another, so that they name their targets as the database does.
 */
export function circularColumns({ tables }: ModelNames): ReadonlySet<string> {
  const next = new Map<string, string>();
  for (const model of tables.values()) {
    for (const each of model.table.constraints) {
      if (each.kind !== "foreignKey" || each.columns.length > 1) continue;
      const target = tables.get(nameKey(each.references));
      const from = columnKey(model, each.columns[0]!);
      if (target && !next.has(from)) next.set(from, columnKey(target, each.references.columns[0]!));
    }
  }
  return new Set([...next.keys()].filter((start) => comesBack(start, next)));
}

function comesBack(start: string, next: ReadonlyMap<string, string>): boolean {
  let at = next.get(start);
  for (let steps = 0; at !== undefined && steps <= next.size; steps++) {
    if (at === start) return true;
    at = next.get(at);
  }
  return false;
}

function columnKey({ table }: TableModel, column: string): string {
  return `${nameKey(table)}\u0000${column}`;
}

function getter(key: string, code: Code, indent: number): string {
  const pad = " ".repeat(indent);
  return `${pad}get ${keyCode(key)}() {\n${statements([code], indent + STEP, "return ")}${pad}},\n`;
}

function calls(method: string, name: ColumnMarks["unique"]): readonly CallCode[] {
  if (name === undefined) return [];
  return [callCode(`.${method}`, ...(name === true ? [] : [stringCode(name)]))];
}
