import { ddlText } from "../../dialect/compiler.js";
import { SchemaError } from "../../errors/errors.js";
import type { DropConstraint } from "../../ops/constraint.js";
import type { Constraint } from "../../schema/constraint.js";
import { conventionalName, type NamingConvention } from "../../schema/naming.js";
import { enumerate, nearest } from "../../util/text.js";
import { sameText } from "./column-edit.js";
import { type Clause, clausesOf, columnClause, type Rule } from "./created-table.js";
import { Cursor } from "./cursor.js";
import { refersTo, stripParentheses } from "./expression.js";
import { SPELLING } from "./spelling.js";
import type { TableEdit } from "./table-edit.js";
import { fold, sameName, tokenize } from "./tokens.js";

/**
 * The clause that an operation is to remove, by its name, its conventional name or what it says; null where it may be
 * missing and is.
 *
 * @throws {SchemaError} `schema.no-such-constraint`: there is none
 */
export function findClause(edit: TableEdit, operation: DropConstraint): Clause | null {
  const { name, constraintKind, was, ifExists } = operation;
  const clauses = clausesOf(edit.created)
    .map(({ clause }) => clause)
    .filter(({ rule }) => rule.kind === constraintKind);
  const nameless = clauses.filter((clause) => clause.name === undefined);
  const found =
    clauses.find((clause) => clause.name !== undefined && sameName(clause.name, name)) ??
    nameless.find((clause) => was && saysTheSame(edit, clause.rule, was) && doesTheSame(clause, was)) ??
    nameless.find((clause) => was && saysTheSame(edit, clause.rule, was)) ??
    nameless.find((clause) => usualName(edit, clause.rule) === name);
  if (found) return found;
  if (ifExists) return null;
  throw noSuch(
    edit,
    "constraint",
    name,
    clauses.flatMap((clause) => clause.name ?? usualName(edit, clause.rule) ?? []),
  );
}

const ABBREVIATIONS = { primaryKey: "pk", unique: "uq", foreignKey: "fk", check: "ck" } as const;

function usualName(edit: TableEdit, rule: Rule, naming?: NamingConvention): string | null {
  if (!(rule.kind in ABBREVIATIONS)) return null;
  const context = {
    table: edit.created.name,
    schema: undefined,
    columns: ruleColumns(edit, rule),
    referredTable: rule.kind === "foreignKey" ? rule.table : undefined,
  };
  return conventionalName(ABBREVIATIONS[rule.kind as keyof typeof ABBREVIATIONS], context, naming);
}

/** Gives constraints that have no name the one of a convention, each its own; those that it leaves without one stay so. */
export function nameClauses(edit: TableEdit, naming: NamingConvention): void {
  const clauses = clausesOf(edit.created).map(({ clause }) => clause);
  const taken = new Set(clauses.flatMap(({ name }) => (name === undefined ? [] : fold(name))));
  for (const clause of clauses) {
    const usual = clause.name === undefined ? usualName(edit, clause.rule, naming) : null;
    if (usual === null || usual === "") continue;
    let name = usual;
    for (let i = 2; taken.has(fold(name)); i++) name = `${usual}_${i}`;
    taken.add(fold(name));
    nameClause(edit, clause, name);
  }
}

/** Gives a constraint that has no name one. */
export function nameClause(edit: TableEdit, clause: Clause, name: string): void {
  edit.changeClauses((each) =>
    each === clause ? { ...each, name, text: `CONSTRAINT ${SPELLING.quote(name)} ${each.text}` } : each,
  );
}

function ruleColumns(edit: TableEdit, rule: Rule): readonly string[] {
  if (rule.kind === "check") {
    const columns = edit.created.columns.filter(({ name }) => refersTo(rule.expression, name));
    return columns.map(({ name }) => edit.newName(name));
  }
  const columns = "columns" in rule ? rule.columns : [];
  return columns.map((each) => edit.newName(typeof each === "string" ? each : each.name));
}

/** Whether a rule of a table is what a constraint says, whatever they are called. */
export function saysTheSame(edit: TableEdit, rule: Rule, was: Constraint): boolean {
  if (rule.kind !== was.kind) return false;
  if (was.kind === "check") {
    const expression = edit.presentText(ddlText(was.expression, SPELLING));
    return rule.kind === "check" && sameText(rule.expression, stripParentheses(expression));
  }
  const columns = ruleColumns(edit, rule);
  const isSame =
    columns.length === was.columns.length && columns.every((name, i) => sameName(name, was.columns[i]!));
  return (
    isSame &&
    (rule.kind !== "foreignKey" || was.kind !== "foreignKey" || sameName(rule.table, was.references.name))
  );
}

/** Whether a foreign key does what a constraint says on DELETE and UPDATE, which is in its text alone. */
function doesTheSame({ text }: Clause, was: Constraint): boolean {
  if (was.kind !== "foreignKey") return true;
  const words = tokenize(text).map(({ value }) => value);
  const actionOn = (event: string) => {
    const place = words.findIndex((word, i) => word === event && words[i - 1] === "ON");
    const [first = "NO", second = "ACTION"] = place < 0 ? [] : words.slice(place + 1);
    return first === "SET" || first === "NO" ? `${first} ${second}` : first;
  };
  const { onDelete = "no action", onUpdate = "no action" } = was;
  return actionOn("DELETE") === onDelete.toUpperCase() && actionOn("UPDATE") === onUpdate.toUpperCase();
}

/**
 * A key's columns are not null, and stay so without it; SQLite by itself would let NULLs in.
 *
 * @source SQLite 3.53, "CREATE TABLE", 3.5
 */
export function keepNotNull(edit: TableEdit, columns: readonly string[]): void {
  for (const name of columns) {
    const column = edit.created.columns.find((each) => sameName(each.name, name));
    if (!column || columnClause(column, "notNull") || edit.relaxed.has(fold(name))) continue;
    const notNull: Clause = { lead: " ", text: "NOT NULL", rule: { kind: "notNull" } };
    edit.replace(column, (each) => ({ ...each, clauses: [...each.clauses, notNull] }));
  }
}

/** The error for a part that a table does not have. */
export function noSuch(edit: TableEdit, what: string, name: string, names: readonly string[]): SchemaError {
  const like = nearest(name, names);
  const known = names.length === 0 ? "It has none of that kind." : `It has ${enumerate(names)}.`;
  return new SchemaError("schema.no-such-constraint", `${edit.created.name} has no ${what} ${name}.`, {
    hint: like === null ? known : `Did you mean ${like}?`,
  });
}

/**
 * Gives a constraint another name.
 *
 * @throws {SchemaError} `schema.no-such-constraint`: there is none of this name
 */
export function renameClause(edit: TableEdit, name: string, to: string): void {
  const clauses = clausesOf(edit.created).map(({ clause }) => clause);
  const found = clauses.find((clause) => clause.name !== undefined && sameName(clause.name, name));
  if (!found) {
    throw noSuch(
      edit,
      "constraint",
      name,
      clauses.flatMap((clause) => clause.name ?? []),
    );
  }
  const c = new Cursor(found.text);
  c.ruleName();
  const text = `CONSTRAINT ${SPELLING.quote(to)}${found.text.slice(c.end)}`;
  edit.changeClauses((clause) => (clause === found ? { ...clause, name: to, text } : clause));
}
