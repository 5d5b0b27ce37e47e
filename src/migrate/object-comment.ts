import { SetEntityComment } from "../ops/entity-comment.js";
import { anyText, anything, assertArgument, assertOptions, aText, oneOf } from "../schema/define/argument.js";
import type { EntityKind } from "../schema/object.js";
import { type TableArgument, toTableName } from "./operation-factory.js";

/** The kinds of objects of which `op.setObjectComment` sets the comment. */
export type CommentedKind = Exclude<EntityKind, "extension">;

/** What tells the object from others of its name, and how it was. */
export interface ObjectCommentOptions {
  /** Of triggers, policies, rules and indexes of materialized views: the table or view they are on. */
  readonly table?: TableArgument;
  /** Of functions, procedures, aggregates and operators: their arguments; of operator classes the index method. */
  readonly arguments?: string;
  /** Of views: the column that has the comment. */
  readonly column?: string;
  /** The comment as it stands, which makes the change reversible. */
  readonly existing?: string | null;
}

const KINDS: readonly CommentedKind[] = [
  "view",
  "materializedView",
  "viewIndex",
  "function",
  "procedure",
  "aggregate",
  "collation",
  "trigger",
  "policy",
  "rule",
  "eventTrigger",
  "cast",
  "operator",
  "operatorClass",
  "textSearchDictionary",
  "textSearchConfiguration",
];

/** What `op.setObjectComment` takes as the kind of an object. */
export const COMMENTED_KIND = (operation: string, value: unknown): void =>
  assertArgument(operation, "kind", value, oneOf(...KINDS));

/** What `op.setObjectComment` takes as options. */
export const OBJECT_COMMENT = (operation: string, value: unknown): void =>
  assertOptions<ObjectCommentOptions>(operation, value ?? {}, {
    table: anything,
    arguments: anyText,
    column: aText,
    existing: anything,
  });

/** The operation that sets an object's comment. */
export function objectComment(
  kind: CommentedKind,
  object: TableArgument,
  text: string | null,
  { table, arguments: args, column, existing }: ObjectCommentOptions,
): SetEntityComment {
  const entity = {
    kind,
    ...toTableName(object),
    ...(table !== undefined && { table: toTableName(table) }),
    ...(args !== undefined && { arguments: args }),
  };
  return new SetEntityComment(entity, text, existing, column);
}
