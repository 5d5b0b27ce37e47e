import type { KeyPart } from "./key-part.js";
import { endsInComment, fold, nameOf, sameName, tokenize } from "./tokens.js";

/** A column of a key, with the collation and the order that stand there. */
export interface KeyColumn extends KeyPart {
  readonly name: string;
}

/** What one clause of a CREATE TABLE text says. Expressions are SQL text without their outer parentheses. */
export type Rule =
  | {
      readonly kind: "primaryKey";
      readonly columns: readonly KeyColumn[];
      readonly autoincrement: boolean;
      readonly descending: boolean;
      readonly conflict?: string | undefined;
    }
  | {
      readonly kind: "unique";
      readonly columns: readonly KeyColumn[];
      readonly conflict?: string | undefined;
    }
  | { readonly kind: "notNull"; readonly conflict?: string | undefined }
  | { readonly kind: "null" | "name" }
  | { readonly kind: "check"; readonly expression: string }
  | { readonly kind: "default"; readonly expression: string }
  | { readonly kind: "collate"; readonly collation: string }
  | { readonly kind: "generated"; readonly expression: string; readonly stored: boolean }
  | {
      readonly kind: "foreignKey";
      readonly columns: readonly string[];
      readonly table: string;
      readonly references: readonly string[];
      readonly match?: string | undefined;
      readonly deferrable?: "immediate" | "deferred" | undefined;
    };

/** The word that tells rules apart. */
export type RuleKind = Rule["kind"];

/** A clause as it stands in the text; `lead` is the space and the comments before it. */
export interface Clause {
  readonly name?: string | undefined;
  readonly lead: string;
  readonly text: string;
  readonly rule: Rule;
}

/** What follows an element of the list. */
export interface Ending {
  /** What stands before the comma after it. */
  readonly trail: string;
  /** Comments about it in the rest of its last line, behind the comma or where none follows. */
  readonly remark?: string | undefined;
}

/** A column as it stands in the text. */
export interface CreatedColumn extends Ending {
  readonly name: string;
  readonly lead: string;
  readonly nameText: string;
  /** The declared type as written; empty where there is none. */
  readonly type: string;
  readonly clauses: readonly Clause[];
}

/** A CREATE TABLE text in pieces, so that one can be changed and all the others stay as they were written. */
export interface CreatedTable {
  readonly name: string;
  readonly columns: readonly CreatedColumn[];
  readonly constraints: readonly (Clause & Ending)[];
  /** What stands between the name and the opening parenthesis, where that is a comment. */
  readonly head?: string | undefined;
  /** Comments behind the opening parenthesis, in its line. */
  readonly opening?: string | undefined;
  /** Space and comments before the closing parenthesis. */
  readonly closing?: string | undefined;
  /** What follows the closing parenthesis. */
  readonly options: string;
  readonly strict: boolean;
  readonly withoutRowid: boolean;
}

/** The text of a table, under another name where one is given. @param name quoted */
export function createTableSql(table: CreatedTable, name: string): string {
  const elements = [
    ...table.columns.map((column) => ({ ...column, text: columnSql(column) })),
    ...table.constraints,
  ];
  const { head = " ", opening = "", closing = "" } = table;
  let text = `CREATE TABLE ${name}${head}(${opening}`;
  for (const [i, { lead, text: own, trail, remark = "" }] of elements.entries()) {
    const isLast = i === elements.length - 1;
    text = `${onNextLine(text, lead)}${own}${trail}${isLast ? "" : ","}${remark}`;
  }
  return `${onNextLine(text, closing)})${table.options}`;
}

/** Two texts behind each other, of which the first may end with a comment that goes to the end of its line. */
function onNextLine(before: string, text: string): string {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return line.includes("--") && !/^\s*\n/.test(text) && endsInComment(before)
    ? `${before}\n${text}`
    : before + text;
}

/** A column's definition. */
function columnSql(column: CreatedColumn): string {
  return column.clauses.reduce(
    (text, clause) => `${text}${clause.lead === "" ? " " : clause.lead}${clause.text}`,
    column.type === "" ? column.nameText : `${column.nameText} ${column.type}`,
  );
}

const COLUMNS = new WeakMap<CreatedTable, ReadonlyMap<string, CreatedColumn>>();

/** The column of this name, or null. */
export function createdColumn(table: CreatedTable, name: string): CreatedColumn | null {
  let columns = COLUMNS.get(table);
  if (!columns) {
    columns = new Map(table.columns.map((column) => [fold(column.name), column]));
    COLUMNS.set(table, columns);
  }
  return columns.get(fold(name)) ?? null;
}

/** A clause with the column it stands at; null where it is the table's. */
interface PlacedClause {
  readonly clause: Clause;
  readonly column: CreatedColumn | null;
}

const PLACED = new WeakMap<CreatedTable, readonly PlacedClause[]>();

/** Every clause of a table in the order of its text. */
export function clausesOf(table: CreatedTable): readonly PlacedClause[] {
  let placed = PLACED.get(table);
  if (!placed) {
    placed = [
      ...table.columns.flatMap((column) => column.clauses.map((clause) => ({ clause, column }))),
      ...table.constraints.map((clause) => ({ clause, column: null })),
    ];
    PLACED.set(table, placed);
  }
  return placed;
}

type NamedRule = Rule & { readonly name?: string | undefined };

const RULES = new WeakMap<CreatedTable, ReadonlyMap<RuleKind, readonly NamedRule[]>>();

/** The rules of one kind, in the order of the text, with the names they are given. */
export function rulesOf<K extends RuleKind>(
  table: CreatedTable,
  kind: K,
): readonly Extract<NamedRule, { readonly kind: K }>[] {
  let rules = RULES.get(table);
  if (!rules) {
    rules = groupedRules(table);
    RULES.set(table, rules);
  }
  return (rules.get(kind) ?? []) as readonly Extract<NamedRule, { readonly kind: K }>[];
}

function groupedRules(table: CreatedTable): ReadonlyMap<RuleKind, readonly NamedRule[]> {
  const groups = new Map<RuleKind, NamedRule[]>();
  for (const { clause } of clausesOf(table)) {
    const rule = { ...clause.rule, name: clause.name };
    const group = groups.get(rule.kind);
    if (group) group.push(rule);
    else groups.set(rule.kind, [rule]);
  }
  return groups;
}

/** The clause of one kind at a column, the last where there are several. */
export function columnClause<K extends RuleKind>(
  column: CreatedColumn,
  kind: K,
): Extract<Rule, { readonly kind: K }> | null {
  const clause = column.clauses.findLast(({ rule }) => rule.kind === kind);
  return (clause?.rule ?? null) as Extract<Rule, { readonly kind: K }> | null;
}

/**
 * The column that is another name of the rowid, or null.
 *
 * @source SQLite 3.53, "CREATE TABLE", 5: exactly INTEGER, and not `INTEGER PRIMARY KEY DESC`
 */
export function rowidAlias(table: CreatedTable): CreatedColumn | null {
  const [key] = rulesOf(table, "primaryKey");
  if (!key || table.withoutRowid || key.columns.length !== 1 || key.descending) return null;
  const column = createdColumn(table, key.columns[0]!.name);
  return column && isInteger(column.type) ? column : null;
}

/** Whether a declared type is INTEGER to the letter, be it in quotes. */
export function isInteger(type: string): boolean {
  if (type.length === 7) return sameName(type, "INTEGER");
  const [only, ...others] = tokenize(type);
  return only !== undefined && others.length === 0 && sameName(nameOf(only), "INTEGER");
}
