import type { Clause, CreatedColumn, CreatedTable, Ending, KeyColumn, Rule } from "./created-table.js";
import { Cursor, splitAtCommas, unread } from "./cursor.js";
import { keyPartOf } from "./key-part.js";
import { elementEnd, is, nameOf, remarkEnd, type Token } from "./tokens.js";

/** Keywords that end a declared type. */
const AFTER_TYPE = new Set([
  "CONSTRAINT",
  "DEFAULT",
  "NOT",
  "NULL",
  "PRIMARY",
  "UNIQUE",
  "CHECK",
  "REFERENCES",
  "COLLATE",
  "AS",
  "DEFERRABLE",
]);

const TABLE_RULES = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/** Words of what the catalog does not tell in full. Elsewhere they may stand for something else, at no harm. */
const TELLING = /CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN|REFERENCES|COLLATE|CONFLICT|\bAS\b/i;

/**
 * Reads a CREATE TABLE text as SQLite keeps it: what the catalog does not tell, such as names of constraints, checks
 * and conflict clauses, stands only there.
 *
 * @param what `telling` leaves out columns of which the catalog tells everything
 * @throws {Internal} the text is no CREATE TABLE
 * @source SQLite 3.53, src/parse.y: create_table, columnlist, conslist
 */
export function parseCreateTable(sql: string, what: "all" | "telling" = "all"): CreatedTable {
  const c = new Cursor(sql);
  c.expect("CREATE");
  if (!c.take("TEMP")) c.take("TEMPORARY");
  c.expect("TABLE");
  c.take("IF", "NOT", "EXISTS");
  const name = c.qualifiedName();
  const head = c.sql.slice(c.end, c.peek()?.start);
  c.expect("(");
  const opening = remark(c);
  let closing = "";
  const columns: CreatedColumn[] = [];
  const constraints: (Clause & Ending)[] = [];
  for (;;) {
    const start = c.end;
    if (what === "telling" && constraints.length === 0) {
      const end = elementEnd(sql, start);
      if (!TELLING.test(sql.slice(start, end))) {
        c.skipTo(end);
        if (c.take(")")) break;
        c.expect(",");
        continue;
      }
    }
    const isConstraint = TABLE_RULES.some((word) => c.at(word));
    const element = isConstraint ? { ...tableClause(c, start), trail: "" } : column(c, start);
    const end = c.end;
    const isLast = c.at(")");
    const trail = c.at(",") ? sql.slice(end, c.peek()!.start) : "";
    // Commas between a table's constraints may be left out.
    if (!c.take(",") && !isLast && !isConstraint) throw unread(sql, `cannot be read at ${c.end}`);
    const ended = { ...element, trail, remark: isLast || c.end > end ? remark(c) : "" };
    if (isConstraint) constraints.push(ended as Clause & Ending);
    else columns.push(ended as CreatedColumn);
    if (isLast) {
      closing = sql.slice(c.end, c.peek()?.start);
      c.expect(")");
      break;
    }
  }
  const options = sql.slice(c.end);
  const words: string[] = [];
  while (c.peek()) words.push(c.next().value);
  return {
    name,
    columns,
    constraints,
    ...(head.trim() !== "" && { head }),
    opening,
    closing,
    options,
    strict: words.includes("STRICT"),
    withoutRowid: words.includes("WITHOUT") && words.includes("ROWID"),
  };
}

/** Reads comments that stand in the rest of the line. */
function remark(c: Cursor): string {
  const start = c.end;
  const end = remarkEnd(c.sql, start);
  if (end > start) c.skipTo(end);
  return c.sql.slice(start, end);
}

function column(c: Cursor, start: number): CreatedColumn {
  const first = c.next();
  const type: Token[] = [];
  for (let token = c.peek(); token && belongsToType(c, token); token = c.peek()) type.push(c.next());
  if (type.length > 0 && c.at("(")) c.group();
  const typeEnd = c.end;
  const clauses: Clause[] = [];
  while (!c.at(",") && !c.at(")")) {
    const lead = c.sql.slice(c.end, c.peek()?.start);
    const from = c.peek()?.start ?? c.end;
    const name = c.ruleName();
    const rule = c.at(",") || c.at(")") ? ({ kind: "name" } as const) : columnRule(c, nameOf(first));
    const last = clauses.at(-1);
    if ("deferrable" in rule && rule.kind === "deferral") {
      // A deferral of its own belongs to the reference before it.
      if (last?.rule.kind !== "foreignKey") throw unread(c.sql, `cannot be read at ${c.end}`);
      clauses[clauses.length - 1] = {
        ...last,
        text: `${last.text}${lead}${c.sql.slice(from, c.end)}`,
        rule: { ...last.rule, deferrable: rule.deferrable },
      };
    } else clauses.push({ name, lead, text: c.sql.slice(from, c.end), rule: rule as Rule });
  }
  return {
    name: nameOf(first),
    lead: c.sql.slice(start, first.start),
    nameText: first.text,
    type: type.length === 0 ? "" : c.sql.slice(type[0]!.start, typeEnd),
    clauses,
    trail: "",
  };
}

/** A deferral that stands behind a column's reference as a clause of its own. */
interface Deferral {
  readonly kind: "deferral";
  readonly deferrable: "immediate" | "deferred" | undefined;
}

function belongsToType(c: Cursor, token: Token): boolean {
  if (token.kind === "quoted" || token.kind === "string") return true;
  if (token.kind !== "word" || AFTER_TYPE.has(token.value)) return false;
  return !c.at("GENERATED", "ALWAYS", "AS");
}

function columnRule(c: Cursor, column: string): Rule | Deferral {
  const own: readonly KeyColumn[] = [{ name: column, descending: false }];
  if (c.take("PRIMARY", "KEY")) {
    const descending = !c.take("ASC") && c.take("DESC");
    const conflict = c.conflict();
    return {
      kind: "primaryKey",
      columns: [{ name: column, descending }],
      descending,
      conflict,
      autoincrement: c.take("AUTOINCREMENT"),
    };
  }
  if (c.take("NOT", "NULL")) return { kind: "notNull", conflict: c.conflict() };
  if (c.take("NULL")) {
    c.conflict();
    return { kind: "null" };
  }
  if (c.take("UNIQUE")) return { kind: "unique", columns: own, conflict: c.conflict() };
  if (c.take("CHECK")) return check(c);
  if (c.take("DEFAULT")) return { kind: "default", expression: defaultText(c) };
  if (c.take("COLLATE")) return { kind: "collate", collation: c.name() };
  if (c.take("REFERENCES")) return reference(c, [column]);
  if (c.at("DEFERRABLE") || c.at("NOT", "DEFERRABLE")) return { kind: "deferral", deferrable: deferral(c) };
  c.take("GENERATED", "ALWAYS");
  c.expect("AS");
  const expression = c.text(c.group());
  const stored = c.take("STORED");
  if (!stored) c.take("VIRTUAL");
  return { kind: "generated", expression, stored };
}

function tableClause(c: Cursor, start: number): Clause {
  const from = c.peek()!.start;
  const name = c.ruleName();
  const rule = c.at(",") || c.at(")") ? ({ kind: "name" } as const) : tableRule(c);
  return { name, lead: c.sql.slice(start, from), text: c.sql.slice(from, c.end), rule };
}

function tableRule(c: Cursor): Rule {
  if (c.take("PRIMARY", "KEY")) {
    const tokens = c.group();
    const autoincrement = is(tokens.at(-1), "AUTOINCREMENT");
    const columns = keyColumns(autoincrement ? tokens.slice(0, -1) : tokens);
    return { kind: "primaryKey", columns, descending: false, autoincrement, conflict: c.conflict() };
  }
  if (c.take("UNIQUE")) return { kind: "unique", columns: keyColumns(c.group()), conflict: c.conflict() };
  if (c.take("CHECK")) return check(c);
  c.expect("FOREIGN", "KEY");
  const columns = keyColumns(c.group()).map(({ name }) => name);
  c.expect("REFERENCES");
  return reference(c, columns);
}

function keyColumns(tokens: readonly Token[]): readonly KeyColumn[] {
  return splitAtCommas(tokens).map((part) => ({
    name: nameOf(part[0]!),
    ...(keyPartOf(part.slice(1)) ?? { descending: false }),
  }));
}

function check(c: Cursor): Rule {
  const expression = c.text(c.group());
  c.conflict();
  return { kind: "check", expression };
}

function defaultText(c: Cursor): string {
  if (c.at("(")) return c.text(c.group());
  const first = c.next();
  if (!is(first, "+") && !is(first, "-")) return first.text;
  // A sign may stand before any term, another sign included.
  return first.text + defaultText(c);
}

function reference(c: Cursor, columns: readonly string[]): Rule {
  const table = c.qualifiedName();
  const references = c.at("(") ? keyColumns(c.group()).map(({ name }) => name) : [];
  let match: string | undefined;
  for (;;) {
    if (c.take("MATCH")) match = c.name().toLowerCase();
    else if (c.take("ON")) {
      c.next();
      const action = c.next().value;
      if (action === "SET" || action === "NO") c.next();
    } else {
      const isDeferral = c.at("DEFERRABLE") || c.at("NOT", "DEFERRABLE");
      const deferrable = isDeferral ? deferral(c) : undefined;
      return {
        kind: "foreignKey",
        columns,
        table,
        references,
        ...(match !== undefined && { match }),
        ...(deferrable && { deferrable }),
      };
    }
  }
}

function deferral(c: Cursor): "immediate" | "deferred" | undefined {
  const never = c.take("NOT");
  c.expect("DEFERRABLE");
  const deferred = c.take("INITIALLY") && c.next().value === "DEFERRED";
  return never ? undefined : deferred ? "deferred" : "immediate";
}
