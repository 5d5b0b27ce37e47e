import { commentOnObject } from "../../ddl/nodes/comment.js";
import { CompileError } from "../../errors/errors.js";
import type { Constraint } from "../../schema/constraint.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { OptionValue } from "../../schema/options.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { stringLiteral } from "./literal.js";
import { textOption } from "./options.js";

/** The comment on a constraint; null and the empty text are none. @source PostgreSQL 18, COMMENT */
export function commentOnConstraint(table: TableName, constraint: string, text: OptionValue | null): Node {
  const words = text === null || text === "" ? "NULL" : stringLiteral(String(text));
  return clause("COMMENT ON CONSTRAINT", name(constraint), "ON", name(table.schema, table.name), "IS", words);
}

/** The comment on the index behind a constraint, which has its name; null and the empty text are none. */
export function commentOnIndex({ schema }: TableName, index: string, text: OptionValue | null): Node {
  const given = text === null || text === "" ? {} : { text: String(text) };
  return commentOnObject({
    what: "INDEX",
    name: { name: index, ...(schema !== undefined && { schema }) },
    ...given,
  });
}

/**
 * What gives a constraint that has just been made the comments that its options name.
 *
 * @throws {CompileError} `compile.unsupported`: it has no name by which it could be said which one is meant
 */
export function constraintComments(table: TableName, constraint: Constraint): readonly Node[] {
  const [comment, indexComment] = [textOption(constraint, "comment"), textOption(constraint, "indexComment")];
  if (!comment && !indexComment) return [];
  const { name: own } = constraint;
  if (own === undefined) {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL takes a comment on a constraint by its name, and one of ${displayName(table)} has none.`,
      { hint: "Give the constraint a name.", details: { table: displayName(table) } },
    );
  }
  return [
    ...(comment ? [commentOnConstraint(table, own, comment)] : []),
    ...(indexComment ? [commentOnIndex(table, own, indexComment)] : []),
  ];
}
