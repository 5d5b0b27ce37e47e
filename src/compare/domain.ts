import { AlterDomain } from "../ops/domain.js";
import type { Operation } from "../ops/operation.js";
import { displayName, nameKey, tableName } from "../schema/name.js";
import type { Domain, DomainChange } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import { isOfType, typesUnder, type UserType } from "../schema/user-type.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { keyedDiff } from "../util/keyed-diff.js";
import { enumerate } from "../util/text.js";
import type { Comparison } from "./comparison.js";

/** What becomes of domains. */
export interface DomainChanges {
  readonly added: readonly Domain[];
  readonly changed: readonly Operation[];
  /** Changes for which columns that go must be gone. */
  readonly late: readonly Operation[];
  readonly removed: readonly Domain[];
  readonly problems: readonly string[];
}

/** Compares domains: the database looks at the rows of columns of them where their rules change, but into no lists. */
export function compareDomains(from: Schema, to: Schema, comparison: Comparison): DomainChanges {
  const { added, removed, kept } = keyedDiff(from.domains, to.domains, nameKey);
  const problems: string[] = [];
  const late: Operation[] = [];
  const changed = kept.flatMap(([before, after]) => {
    const fixed =
      comparison.typesDiffer(before.type, after.type) || (before.collation ?? "") !== (after.collation ?? "");
    if (fixed) {
      problems.push(
        `Domain ${displayName(after)} is of another type or collation in the database, which cannot be changed in place: make one of another name.`,
      );
    }
    const change = domainChange(before, after, comparison);
    if (Object.keys(change).length === 0) return [];
    const operation = new AlterDomain(tableName(after), change, before);
    const { nullable, addChecks = [], dropChecks = [] } = change;
    if (nullable === undefined && addChecks.length + dropChecks.length === 0) return operation;
    const [standing, wanted] = [columnsInside(before, from), columnsInside(after, to)];
    const staying = standing.filter((name) => wanted.includes(name));
    if (staying.length > 0 && (nullable === false || addChecks.length > 0)) {
      problems.push(
        `Domain ${displayName(after)} gets other rules, for which the database cannot look into ${enumerate(staying)}: make a domain of another name, or give ${staying.length === 1 ? "that column" : "those columns"} another type meanwhile with op.execute(…).`,
      );
      return [];
    }
    if (standing.length === staying.length) return operation;
    late.push(operation);
    return [];
  });
  const { spelling } = comparison.dialect;
  return {
    added,
    changed,
    late,
    removed: removed.filter(({ name }) => !isNamed(name, to, spelling)),
    problems,
  };
}

function domainChange(from: Domain, to: Domain, comparison: Comparison): DomainChange {
  const checks = keyedDiff(from.checks, to.checks, ({ name }) => name ?? "");
  const changed = checks.kept.filter(([a, b]) =>
    comparison.expressionsDiffer(to, a.expression, b.expression),
  );
  const dropChecks = [...checks.removed, ...changed.map(([before]) => before)].flatMap(
    ({ name }) => name ?? [],
  );
  const addChecks = [...checks.added, ...changed.map(([, after]) => after)];
  const types = { from: from.type, to: to.type };
  return {
    ...(from.nullable !== to.nullable && { nullable: to.nullable }),
    ...(comparison.expressionsDiffer(to, from.default, to.default, types) && { default: to.default ?? null }),
    ...(dropChecks.length > 0 && { dropChecks }),
    ...(addChecks.length > 0 && { addChecks }),
    ...((from.comment ?? "") !== (to.comment ?? "") && { comment: to.comment ?? null }),
  };
}

/**
 * Columns of tables of whose values a domain's are parts: lists, and types that are made of it.
 *
 * @source PostgreSQL 18, ALTER DOMAIN: Notes, on composite types, arrays and ranges
 */
function columnsInside(domain: Domain, { tables, userTypes }: Schema): readonly string[] {
  const made: UserType[] = [];
  for (let known = -1; known !== made.length; ) {
    known = made.length;
    const holders = [domain, ...made];
    made.push(
      ...userTypes.filter(
        (type) =>
          !made.includes(type) &&
          typesUnder(type).some((under) => holders.some((holder) => isOfType(under, holder))),
      ),
    );
  }
  const isInside = (type: SqlType) => {
    const isList = type.kind === "native" && type.name === "array" && isOfType(type, domain);
    return isList || made.some((holder) => isOfType(type, holder));
  };
  return tables.flatMap((table) =>
    table.columns
      .filter(({ type }) => isInside(type))
      .map((column) => `${displayName(table)}.${column.name}`),
  );
}

/** Whether a type or a default of the models names something that they do not declare. */
export function isNamed(name: string, { tables, domains, userTypes }: Schema, spelling: Spelling): boolean {
  const names = (node: Node | undefined) =>
    node !== undefined && writeSql(node, spelling, { literals: true, unqualified: true }).sql.includes(name);
  const isOfType = (type: Parameters<Spelling["typeSql"]>[0]) =>
    (type.kind === "raw" || type.kind === "native") && spelling.typeSql(type).includes(name);
  return (
    tables.some(({ columns }) => columns.some((column) => isOfType(column.type) || names(column.default))) ||
    domains.some((domain) => isOfType(domain.type) || names(domain.default)) ||
    userTypes.flatMap(typesUnder).some(isOfType)
  );
}
