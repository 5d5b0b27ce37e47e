export { type Base, type BaseOptions, declarativeBase, type ModelClass } from "./orm/model.js";
export { type LazyStrategy, many, one, Relationship, type RelationshipOptions } from "./orm/relationship.js";
export { ColumnBuilder, EnumBuilder, type ReferenceOptions } from "./schema/define/column-builder.js";
export { ColumnExpression } from "./schema/define/column-expression.js";
export * from "./schema/define/column-type.js";
export { TableDefinition } from "./schema/define/definition.js";
export { MetaData, type MetaDataOptions, type Naming, table } from "./schema/define/metadata.js";
export {
  check,
  foreignKey,
  index,
  primaryKey,
  TableItem,
  tableComment,
  unique,
} from "./schema/define/table-item.js";
export {
  and,
  castTo,
  Expression,
  not,
  type Operand,
  OrderingExpression,
  or,
} from "./sql/build/expression.js";
export { type Func, func } from "./sql/build/func.js";
export { type SqlTag, sql } from "./sql/build/sql-tag.js";
