import { columnDefinition } from "../../ddl/nodes/column.js";
import { ddlText } from "../../dialect/compiler.js";
import type { AlterColumn } from "../../ops/column.js";
import { type ColumnFacet, changedFacets } from "../../ops/column-change.js";
import type { Column } from "../../schema/column.js";
import type { SqlType } from "../../types/type.js";
import { withChange } from "../../util/change.js";
import { adaptColumn, enumCheck, enumCheckName } from "./adapt-column.js";
import { parseCreateTable } from "./create-sql.js";
import {
  type Clause,
  type CreatedColumn,
  clausesOf,
  columnClause,
  isInteger,
  type Rule,
  type RuleKind,
  rulesOf,
} from "./created-table.js";
import { Cursor } from "./cursor.js";
import { withoutWord } from "./expression.js";
import { ownOption } from "./options.js";
import { SPELLING } from "./spelling.js";
import type { TableEdit } from "./table-edit.js";
import { fold, sameName, tokenize } from "./tokens.js";
import { parseType, typeSql } from "./type-names.js";

/** The clauses that say what each facet says. What is not here is not kept by SQLite. */
const CLAUSE_KINDS = {
  nullable: ["notNull", "null"],
  default: ["default"],
  computed: ["generated"],
  collation: ["collate"],
  options: ["notNull"],
} as const satisfies { readonly [F in ColumnFacet]?: readonly RuleKind[] };

/** What is known of a column before its change; a change says everything else. */
const UNKNOWN: Column = { name: "", type: { kind: "text" }, nullable: true };

/**
 * Changes a column of a table, and gives the facets that are not already as they are to be.
 *
 * @throws {SchemaError} `schema.no-such-column`: there is none of this name
 * @throws {CompileError} `compile.unsupported`: SQLite has no such type or option
 */
export function alterColumn(edit: TableEdit, operation: AlterColumn): ReadonlySet<ColumnFacet> {
  const { name, change, from } = operation;
  const before = edit.column(name);
  const { identity, ...rest } = { ...withChange(from ?? UNKNOWN, change), name };
  // What numbers itself goes on doing so with another type of number, and cannot with any other type.
  const wanted = identity && (change.identity || isNumber(rest.type)) ? { ...rest, identity } : rest;
  // The key of one that numbers itself may be still to come.
  const isKey = edit.alias === before || "identity" in wanted || isSoleKey(edit, before);
  const after = definition(adaptColumn(edit.host, wanted, isKey));
  const changed = new Set<ColumnFacet>();
  let column = before;
  if ((change.type || change.identity) && !sameType(before.type, after.type)) {
    column = { ...withoutAutoincrement(column, after.type), type: after.type };
    changed.add("type");
  }
  for (const facet of changedFacets(change)) {
    if (!(facet in CLAUSE_KINDS)) continue;
    const kinds = CLAUSE_KINDS[facet as keyof typeof CLAUSE_KINDS];
    const next = withClauses(column, after, kinds, (text) => edit.presentText(text));
    if (!next) continue;
    column = next;
    changed.add(facet);
  }
  edit.replace(before, () => column);
  if (
    change.options !== undefined &&
    setAutoincrement(edit, column, ownOption({ options: change.options ?? {} }, "autoincrement") === true)
  ) {
    changed.add("options");
  }
  if (change.nullable) edit.relaxed.add(fold(before.name));
  if (operation.using) {
    edit.using.set(fold(before.name), edit.presentText(ddlText(operation.using, SPELLING)));
    changed.add("type");
  }
  if (changeEnumCheck(edit, operation)) changed.add("type");
  return changed;
}

/** Whether a column alone is the primary key. */
function isSoleKey({ created }: TableEdit, { name }: CreatedColumn): boolean {
  return rulesOf(created, "primaryKey").some(
    ({ columns }) => columns.length === 1 && sameName(columns[0]!.name, name),
  );
}

/** Gives the key on a column AUTOINCREMENT, or takes it, be it one that is still to come; tells whether that changes one. */
function setAutoincrement(edit: TableEdit, column: CreatedColumn, wanted: boolean): boolean {
  const isKey = (rule: Rule) =>
    rule.kind === "primaryKey" &&
    rule.autoincrement !== wanted &&
    rule.columns.length === 1 &&
    sameName(rule.columns[0]!.name, column.name);
  const found = clausesOf(edit.created).find(({ clause }) => isKey(clause.rule));
  if (!found) {
    if (wanted) edit.numbered = column.name;
    else if (edit.numbered !== null && sameName(edit.numbered, column.name)) edit.numbered = null;
    return false;
  }
  edit.changeClauses((clause) => {
    if (clause !== found.clause) return clause;
    const plain = withoutWord(clause.text, "AUTOINCREMENT");
    const text = wanted ? withAutoincrement(plain, found.column !== null) : plain;
    return { ...clause, text, rule: { ...clause.rule, autoincrement: wanted } as Rule };
  });
  return true;
}

/** A key's text with AUTOINCREMENT: at the end of a column's, in the parentheses of a table's. */
function withAutoincrement(text: string, isColumns: boolean): string {
  if (isColumns) return `${text} AUTOINCREMENT`;
  const c = new Cursor(text);
  while (!c.at("(")) c.next();
  c.group();
  return `${text.slice(0, c.end - 1)} AUTOINCREMENT${text.slice(c.end - 1)}`;
}

function isNumber({ kind }: SqlType): boolean {
  return kind === "integer" || kind === "smallInteger" || kind === "bigInteger";
}

/** A column as CREATE TABLE would have it. */
export function definition(column: Column): CreatedColumn {
  const text = ddlText(columnDefinition({ column }), SPELLING);
  return parseCreateTable(`CREATE TABLE t (${text})`).columns[0]!;
}

/** The column with the clauses of some kinds taken from another; null where they are the same already. */
function withClauses(
  column: CreatedColumn,
  from: CreatedColumn,
  kinds: readonly RuleKind[],
  toPresent: (text: string) => string,
): CreatedColumn | null {
  const isOf = ({ rule }: Clause) => kinds.includes(rule.kind);
  const old = column.clauses.filter((clause) => isOf(clause) && clause.rule.kind !== "null");
  const own = from.clauses
    .filter(isOf)
    .map((clause) => (clause.rule.kind === "default" ? clause : { ...clause, text: toPresent(clause.text) }));
  const unchanged = old.length === own.length && old.every(({ text }, i) => sameText(text, own[i]!.text));
  // What a conflict does is an option of its own.
  const bothNotNull = old.length > 0 && own.length > 0 && kinds.includes("null");
  if (unchanged || bothNotNull) return null;
  return { ...column, clauses: [...column.clauses.filter((clause) => !isOf(clause)), ...own] };
}

/** Whether two texts differ at most in spaces, comments and the letters of keywords. */
export function sameText(a: string, b: string): boolean {
  const values = (text: string) => tokenize(text).map(({ value }) => value);
  return values(a).join("\u0000") === values(b).join("\u0000");
}

function sameType(a: string, b: string): boolean {
  return sameName(typeSql(parseType(a)), typeSql(parseType(b))) && !differInAlias(a, b);
}

/** INT and INTEGER are one type, but only INTEGER can be another name of the rowid. */
function differInAlias(a: string, b: string): boolean {
  return isInteger(a) !== isInteger(b);
}

/** AUTOINCREMENT stands only where the key is INTEGER. */
function withoutAutoincrement(column: CreatedColumn, type: string): CreatedColumn {
  if (isInteger(type) || !columnClause(column, "primaryKey")?.autoincrement) return column;
  const clauses = column.clauses.map((clause) =>
    clause.rule.kind === "primaryKey"
      ? {
          ...clause,
          text: withoutWord(clause.text, "AUTOINCREMENT"),
          rule: { ...clause.rule, autoincrement: false },
        }
      : clause,
  );
  return { ...column, clauses };
}

/** Keeps the check of an enum column in step with its words; tells whether it changed. */
function changeEnumCheck(edit: TableEdit, { name, change, from }: AlterColumn): boolean {
  const { type } = change;
  if (!type || (type.kind !== "enum" && from?.type.kind !== "enum")) return false;
  const check = enumCheckName(edit.created.name, name);
  edit.removeClauses((clause) => clause.name !== undefined && sameName(clause.name, check));
  if (type.kind === "enum") edit.addConstraint(enumCheck(edit.created.name, name, type));
  return true;
}
