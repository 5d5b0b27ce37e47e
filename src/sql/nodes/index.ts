import { call, concat, currentTimestamp } from "./function.js";
import { between, binary, cast, group, inList, like, ordering, postfix, unary } from "./operator.js";
import { columnReference, identifier } from "./reference.js";
import { raw, template, value } from "./value.js";

export type { Call, Concat, CurrentTimestamp } from "./function.js";
export type { Between, Binary, Cast, Group, InList, Like, Ordering, Postfix, Unary } from "./operator.js";
export type { ColumnReference, Identifier } from "./reference.js";
export type { Raw, Template, Value } from "./value.js";
export {
  between,
  binary,
  call,
  cast,
  columnReference,
  concat,
  currentTimestamp,
  group,
  identifier,
  inList,
  like,
  ordering,
  postfix,
  raw,
  template,
  unary,
  value,
};

/** Every expression node, by kind. */
export const SQL_NODES = {
  between,
  binary,
  call,
  cast,
  columnReference,
  concat,
  currentTimestamp,
  group,
  identifier,
  inList,
  like,
  ordering,
  postfix,
  raw,
  template,
  unary,
  value,
} as const;
