import { constraintDefinition } from "../../ddl/nodes/constraint.js";
import { ddlText } from "../../dialect/compiler.js";
import { SchemaError } from "../../errors/errors.js";
import type { Constraint } from "../../schema/constraint.js";
import { raw } from "../../sql/nodes/index.js";
import { nearest } from "../../util/text.js";
import type { Host } from "./adapt-column.js";
import { parseCreateIndex } from "./create-index.js";
import { parseCreateTable } from "./create-sql.js";
import {
  type Clause,
  type CreatedColumn,
  type CreatedTable,
  clausesOf,
  columnClause,
  createdColumn,
  rowidAlias,
} from "./created-table.js";
import { refersTo, renamedIn } from "./expression.js";
import type { LiveTable, Made } from "./live-table.js";
import { optionsOf } from "./options.js";
import { SPELLING } from "./spelling.js";
import { strictType } from "./strict.js";
import { fold, sameName, tokenize } from "./tokens.js";
import { parseType, typeSql } from "./type-names.js";

/**
 * A table while changes to it are gathered. Columns keep the names they have in the database until the very end, so
 * that texts of triggers and indexes stay true; a renamed column has its new name beside it.
 */
export class TableEdit {
  readonly live: LiveTable;
  created: CreatedTable;
  /** Indexes that stay. */
  indexes: readonly Made[];
  /** Columns that have no values to copy, folded. */
  readonly added = new Set<string>();
  /** Expressions that give a column its values, by the column's name, folded. */
  readonly using = new Map<string, string>();
  /** Columns that a change made nullable, folded. */
  readonly relaxed = new Set<string>();
  /** The column whose key is to come and has AUTOINCREMENT: asked for, or had by the one that was taken away. */
  numbered: string | null = null;
  readonly #newNames = new Map<string, string>();
  /** Columns that were dropped. */
  readonly #gone = new Set<string>();

  constructor(live: LiveTable) {
    this.live = live;
    this.created = live.created;
    this.indexes = live.indexes;
  }

  /** The table, as far as its columns depend on it. */
  get host(): Host {
    const { name, strict, withoutRowid } = this.created;
    return { name, ...optionsOf({ strict, withoutRowid }) };
  }

  /** The columns that are to be renamed: the name in the database and the new one. */
  get renames(): readonly (readonly [from: string, to: string])[] {
    return this.created.columns.flatMap(({ name }) => {
      const to = this.#newNames.get(fold(name));
      return to === undefined || to === name ? [] : [[name, to] as const];
    });
  }

  /** The name that a column will have in the end. */
  newName(name: string): string {
    return this.#newNames.get(fold(name)) ?? name;
  }

  /** The column of this name, which is its new one where it was renamed. */
  find(name: string): CreatedColumn | null {
    return this.created.columns.find((column) => sameName(this.newName(column.name), name)) ?? null;
  }

  /**
   * The column of this name.
   *
   * @throws {SchemaError} `schema.no-such-column`: there is none
   */
  column(name: string): CreatedColumn {
    const found = this.find(name);
    if (found) return found;
    const like = nearest(
      name,
      this.created.columns.map((column) => this.newName(column.name)),
    );
    throw new SchemaError("schema.no-such-column", `${this.created.name} has no column ${name}.`, {
      hint: like === null ? undefined : `Did you mean ${like}?`,
    });
  }

  /** Puts a column in place of one, or removes it where `change` gives null. */
  replace(column: CreatedColumn, change: (column: CreatedColumn) => CreatedColumn | null): void {
    const columns = this.created.columns.flatMap((each) => (each === column ? (change(each) ?? []) : each));
    this.created = { ...this.created, columns };
  }

  /** Puts a new column last. @param definition as CREATE TABLE has it */
  addColumn(definition: string): void {
    const [column] = parseCreateTable(`CREATE TABLE t (${definition})`).columns;
    const { name } = column!;
    const isTaken = createdColumn(this.created, name) !== null;
    const inner = isTaken ? `${name}__migr_new` : name;
    if (isTaken) this.#newNames.set(fold(inner), name);
    this.added.add(fold(inner));
    const last = this.created.columns.at(-1);
    const lead = /\s*$/.exec(last?.lead ?? "")![0] || " ";
    const own: CreatedColumn = {
      ...column!,
      name: inner,
      nameText: SPELLING.quote(inner),
      lead,
      clauses: column!.clauses.map((clause) => this.#innerClause(clause)),
    };
    this.created = { ...this.created, columns: [...this.created.columns, own] };
  }

  /** Gives a column another name, once everything else is done. */
  renameColumn(name: string, to: string): void {
    this.#newNames.set(fold(this.column(name).name), to);
  }

  /** Removes a column with the indexes and constraints that stand on it. */
  dropColumn(name: string): void {
    const column = this.column(name);
    this.replace(column, () => null);
    this.indexes = this.indexes.filter((index) => !indexUses(index, column.name));
    this.removeClauses((clause) => clauseUses(clause, column.name) && clause.rule.kind !== "generated");
    this.#newNames.delete(fold(column.name));
    this.#gone.add(column.name);
    this.added.delete(fold(column.name));
  }

  /** Adds a constraint to the table. */
  addConstraint(constraint: Constraint): void {
    const text = ddlText(constraintDefinition({ constraint: this.#inner(constraint) }), SPELLING);
    const [clause] = parseCreateTable(`CREATE TABLE t (a, ${text})`).constraints;
    const before = this.created.constraints.at(-1) ?? this.created.columns.at(-1);
    const lead = /\s*$/.exec(before?.lead ?? "")![0] || " ";
    this.created = {
      ...this.created,
      constraints: [...this.created.constraints, { ...clause!, lead }],
    };
  }

  /** Removes clauses, of the table and of its columns. */
  removeClauses(isGone: (clause: Clause) => boolean): void {
    this.changeClauses((clause) => (isGone(clause) ? null : clause));
  }

  /** Puts other clauses in the place of those of the table and of its columns; null removes. */
  changeClauses(change: <C extends Clause>(clause: C) => C | null): void {
    const changed = <C extends Clause>(clauses: readonly C[]) =>
      clauses.flatMap((each) => change(each) ?? []);
    this.created = {
      ...this.created,
      columns: this.created.columns.map((column) => ({ ...column, clauses: changed(column.clauses) })),
      constraints: changed(this.created.constraints),
    };
  }

  /** Makes the table STRICT or WITHOUT ROWID, or not; tells whether that changes it. */
  setOptions(strict: boolean, withoutRowid: boolean): boolean {
    const { created } = this;
    if (created.strict === strict && created.withoutRowid === withoutRowid) return false;
    const words = [...(strict ? ["STRICT"] : []), ...(withoutRowid ? ["WITHOUT ROWID"] : [])];
    const columns = strict && !created.strict ? created.columns.map(strictColumn) : created.columns;
    const comments = commentsIn(created.options);
    const options = `${words.length === 0 ? "" : ` ${words.join(", ")}`}${comments}`;
    this.created = { ...created, columns, strict, withoutRowid, options };
    return true;
  }

  /** SQL text about the table's columns as they will be called, in the names that they have now. */
  presentText(sql: string): string {
    if (this.#newNames.size === 0) return sql;
    return renamedIn(sql, (name) => {
      const column = this.find(name);
      return column && !sameName(column.name, name) ? SPELLING.quote(column.name) : null;
    });
  }

  /** Whether a column could be dropped in place: nothing but its own definition may use it. */
  isAlone(name: string): boolean {
    const column = this.column(name);
    if (this.created.columns.length === 1) return false;
    if (columnClause(column, "primaryKey") || columnClause(column, "unique")) return false;
    if (this.indexes.some((index) => indexUses(index, column.name))) return false;
    return clausesOf(this.created).every(
      ({ clause, column: owner }) => owner === column || !clauseUses(clause, column.name),
    );
  }

  /**
   * Checks that the table as it will be can be made.
   *
   * @throws {SchemaError} `schema.duplicate-column`: two columns have one name; `schema.invalid-table`: none is left;
   * `schema.no-such-column`: one is computed from another that is gone
   */
  assertPossible(): void {
    const { name: table, columns } = this.created;
    if (columns.length === 0) {
      throw new SchemaError("schema.invalid-table", `No column of ${table} is left.`, {
        hint: "Drop the table.",
      });
    }
    for (const column of columns) {
      const rule = columnClause(column, "generated");
      const source =
        rule && [...this.#gone].find((gone) => refersTo(rule.expression, gone) && !this.find(gone));
      if (!source) continue;
      const message = `${table}.${this.newName(column.name)} is computed from ${source}, which is dropped.`;
      throw new SchemaError("schema.no-such-column", message, {
        hint: "Drop it too, or compute it from something else.",
      });
    }
    const taken = new Set<string>();
    for (const { name } of columns) {
      const last = this.newName(name);
      if (taken.has(fold(last))) {
        throw new SchemaError("schema.duplicate-column", `${table} has a column ${last} already.`);
      }
      taken.add(fold(last));
    }
  }

  /** The column that is another name of the rowid, or null. */
  get alias(): CreatedColumn | null {
    return rowidAlias(this.created);
  }

  #inner(constraint: Constraint): Constraint {
    const names = (columns: readonly string[]) => columns.map((name) => this.find(name)?.name ?? name);
    if (constraint.kind === "check") {
      return {
        ...constraint,
        expression: raw({ sql: this.presentText(ddlText(constraint.expression, SPELLING)) }),
      };
    }
    if (constraint.kind === "exclude") return constraint;
    if (constraint.kind !== "foreignKey") return { ...constraint, columns: names(constraint.columns) };
    const { references } = constraint;
    const isOwn = sameName(references.name, this.created.name);
    return {
      ...constraint,
      columns: names(constraint.columns),
      references: isOwn ? { ...references, columns: names(references.columns) } : references,
    };
  }

  #innerClause(clause: Clause): Clause {
    const { kind } = clause.rule;
    return kind === "check" || kind === "generated"
      ? { ...clause, text: this.presentText(clause.text) }
      : clause;
  }
}

/** The comments of a text, with the space before them. */
function commentsIn(sql: string): string {
  const left = tokenize(sql).reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    sql,
  );
  return left.trim() === "" ? "" : ` ${left.trim()}`;
}

/** A column with the type that a STRICT table has for it. */
function strictColumn(column: CreatedColumn): CreatedColumn {
  const type = parseType(column.type);
  const stored = column.type === "" ? "ANY" : typeSql(strictType(type));
  const isTaken = /^(?:INT|INTEGER|REAL|TEXT|BLOB|ANY)$/i.test(column.type);
  return isTaken ? column : { ...column, type: stored };
}

function indexUses(index: Made, column: string): boolean {
  const { parts, where } = parseCreateIndex(index.sql);
  return [...parts.map(({ text }) => text), where ?? ""].some((text) => refersTo(text, column));
}

/** Whether a clause is about a column, its own or another. */
function clauseUses({ rule }: Clause, column: string): boolean {
  if ("expression" in rule) return rule.kind !== "default" && refersTo(rule.expression, column);
  if (!("columns" in rule)) return false;
  return rule.columns.some((each) => sameName(typeof each === "string" ? each : each.name, column));
}
