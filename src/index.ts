/** The public surface of `migr`: what models, scripts and applications import. */

export * from "./engine/index.js";
export { MigrError } from "./errors/base.js";
export type { ErrorCode } from "./errors/codes.js";
export * from "./errors/errors.js";
export { type InspectOptions, Inspector, inspect } from "./inspect/inspector.js";
export type { Batch } from "./migrate/batch.js";
export type { BatchAlterTableOptions, TableDeclaration } from "./migrate/batch-arguments.js";
export type { BulkInsertOptions, Rows } from "./migrate/bulk-insert.js";
export type {
  AlterDomainOptions,
  AlterSequenceOptions,
  CreateDomainOptions,
  DomainCheckOptions,
} from "./migrate/object-factory.js";
export type {
  AlterColumnOptions,
  CreateIndexOptions,
  CreateTableOptions,
  TableArgument,
} from "./migrate/operation-factory.js";
export type {
  OperationContext,
  QueryResult,
  ScriptConnection,
} from "./migrate/operation-runner.js";
export type { Operations } from "./migrate/operations.js";
export type {
  AlterCompositeTypeOptions,
  AlterRangeTypeOptions,
  CreateCompositeTypeOptions,
  CreateRangeTypeOptions,
} from "./migrate/type-factory.js";
export type { ColumnPlace } from "./ops/batch-options.js";
export {
  arrayCode,
  type Code,
  type CodeEntry,
  callCode,
  objectCode,
  stringCode,
} from "./ops/code.js";
export type { Description, Operation } from "./ops/operation.js";
export type { SourceWriter } from "./ops/source.js";
export type { Attributes, Init } from "./orm/infer.js";
export { type Base, type BaseOptions, declarativeBase, type ModelClass } from "./orm/model.js";
export {
  type LazyStrategy,
  many,
  one,
  type Relationship,
  type RelationshipOptions,
} from "./orm/relationship.js";
export type { Column, Computed, Identity } from "./schema/column.js";
export type { Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique } from "./schema/constraint.js";
export {
  eventTrigger,
  operator,
  operatorClass,
  rule,
  sqlCast,
  type TextSearchOptions,
  textSearchConfiguration,
  textSearchDictionary,
  type ViewIndexOptions,
  viewIndex,
  type WordMappings,
} from "./schema/define/catalog-entity.js";
export type { ColumnBuilder, EnumBuilder } from "./schema/define/column-builder.js";
export type { ColumnExpression } from "./schema/define/column-expression.js";
export * from "./schema/define/column-type.js";
export {
  type CheckOptions,
  check,
  type ExcludeElement,
  type ExcludeOptions,
  exclude,
  foreignKey,
  type KeyItem,
  primaryKey,
  type UniqueItem,
  unique,
} from "./schema/define/constraint-item.js";
export type { TableDefinition } from "./schema/define/definition.js";
export {
  aggregate,
  type CommentOptions,
  collation,
  type EntityOptions,
  type EntitySql,
  type EntityTable,
  type ExtensionOptions,
  extension,
  type FunctionOptions,
  materializedView,
  policy,
  procedure,
  sqlFunction,
  type TriggerOptions,
  trigger,
  type ViewOptions,
  view,
} from "./schema/define/entity.js";
export { type DetailedPart, type IndexArgument, type IndexItem, index } from "./schema/define/index-item.js";
export {
  MetaData,
  type MetaDataOptions,
  type Naming,
  type ReflectedTable,
  type ReflectedTables,
  type ReflectOptions,
  table,
} from "./schema/define/metadata.js";
export type { ReferenceOptions } from "./schema/define/reference.js";
export { namespace, type SequenceOptions, sequence } from "./schema/define/schema-object.js";
export {
  renamedFrom,
  type TableItem,
  type Target,
  tableComment,
  tableOptions,
} from "./schema/define/table-item.js";
export type { TableName } from "./schema/name.js";
export type { Domain, EnumType, Sequence, Unsupported } from "./schema/object.js";
export type { DialectOptions, OptionValue } from "./schema/options.js";
export type { Schema } from "./schema/schema.js";
export type { Table } from "./schema/table.js";
export type { IndexPart, TableIndex } from "./schema/table-index.js";
export type { CompositeType, RangeType, TypeAttribute, UserType } from "./schema/user-type.js";
export {
  and,
  castTo,
  type Expression,
  not,
  type Operand,
  type OrderingExpression,
  or,
} from "./sql/build/expression.js";
export { type Func, func } from "./sql/build/func.js";
export { type SqlTag, sql } from "./sql/build/sql-tag.js";
export type { Node } from "./sql/node.js";
