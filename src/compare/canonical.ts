import type { Canonical } from "../dialect/dialect.js";
import type { Column } from "../schema/column.js";
import type { Constraint, Exclude } from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { Domain } from "../schema/object.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import { isAlike } from "../util/alike.js";
import type { TablePair } from "./table.js";

/** The pairs with the expressions of the adapted tables in the database's own words, and why it could not be asked. */
export interface Asked {
  readonly pairs: readonly TablePair[];
  /** The domains in the database's own words, where it has any. */
  readonly domains?: readonly Domain[];
  readonly problem: string | null;
  /** The tables and domains of which it could not be asked for a lack of rights. */
  readonly unasked: readonly TableName[];
}

/** Asks the database how it would write the expressions of the adapted tables of `pairs`. */
export async function askCanonical(
  pairs: readonly TablePair[],
  canonical: (tables: readonly Table[]) => Promise<Canonical>,
): Promise<Asked> {
  const asked = new Map(pairs.map((pair) => [pair, withoutSettled(pair)]));
  const { tables, domains, problem = null, unasked = [] } = await canonical([...asked.values()]);
  const answers = new Map(tables.map((table) => [nameKey(table), table]));
  return {
    problem,
    unasked,
    ...(domains && { domains }),
    pairs: pairs.map((pair) => {
      const answer = answers.get(nameKey(pair.to));
      return answer ? { ...pair, to: withExpressions(pair.to, asked.get(pair)!, answer) } : pair;
    }),
  };
}

/** The adapted table without the indexes and checks that the database has in the same words: those need no asking. */
function withoutSettled({ from, to }: TablePair): Table {
  const isSettled = (others: readonly { readonly name?: string }[], each: { readonly name?: string }) =>
    each.name !== undefined && others.some((other) => other.name === each.name && isAlike(other, each));
  return {
    ...to,
    constraints: to.constraints.filter(
      (each) => !(each.kind === "check" || each.kind === "exclude") || !isSettled(from.constraints, each),
    ),
    indexes: to.indexes.filter((index) => !isSettled(from.indexes, index)),
  };
}

/** A copy of the table with the expressions of `answer` for what was asked; everything else stays its own. */
function withExpressions(table: Table, asked: Table, answer: Table): Table {
  return {
    ...table,
    ...(table.options && answer.options && { options: answer.options }),
    columns: table.columns.map((column) => {
      const other = answer.columns.find(({ name }) => name === column.name);
      return other ? withColumnExpressions(column, other) : column;
    }),
    constraints: table.constraints.map((each) => {
      const place = asked.constraints.indexOf(each);
      if (place === -1) return each;
      const other = answerFor(each, asked, answer) ?? answer.constraints[place];
      return withConstraintExpressions(each, other);
    }),
    indexes: table.indexes.map((index) => {
      if (!asked.indexes.includes(index)) return index;
      const other = answer.indexes.find(({ name }) => name === index.name);
      return other ? withPartExpressions(index, other) : index;
    }),
  };
}

function withColumnExpressions(column: Column, other: Column): Column {
  return {
    ...column,
    ...(column.default && other.default && { default: other.default }),
    ...(column.onUpdate && other.onUpdate && { onUpdate: other.onUpdate }),
    ...(column.computed &&
      other.computed && { computed: { ...column.computed, expression: other.computed.expression } }),
  };
}

/** The constraint of the same name; of those that have none, the one that stands in the same place among them. */
function answerFor(constraint: Constraint, table: Table, answer: Table): Constraint | undefined {
  const { kind, name } = constraint;
  const alike = ({ constraints }: Table) =>
    constraints.filter((each) => each.kind === kind && each.name === name);
  return alike(answer)[alike(table).indexOf(constraint)];
}

function withConstraintExpressions(constraint: Constraint, other: Constraint | undefined): Constraint {
  const { kind } = constraint;
  if (kind !== "check" && kind !== "exclude") return constraint;
  if (kind === "check" && other?.kind === "check") return { ...constraint, expression: other.expression };
  return kind === "exclude" && other?.kind === "exclude"
    ? withPartExpressions(constraint, other)
    : constraint;
}

/** A copy with the expressions of the parts, and of the condition, of another, and without names that it leaves out. */
function withPartExpressions<T extends TableIndex | Exclude>(given: T, other: TableIndex | Exclude): T {
  return {
    ...given,
    parts: given.parts.map(({ collation, operatorClass, ...part }, i) => {
      const answer = other.parts[i];
      return {
        ...part,
        ...(part.expression && answer?.expression && { expression: answer.expression }),
        ...(collation !== undefined && answer?.collation !== undefined && { collation }),
        ...(operatorClass !== undefined && answer?.operatorClass !== undefined && { operatorClass }),
      };
    }),
    ...(given.where && other.where && { where: other.where }),
  };
}
