import {
  addColumn,
  columnDefinition,
  dropColumn,
  renameColumn,
  setDefault,
  setNullable,
  setType,
} from "./column.js";
import { commentOnColumn, commentOnObject, commentOnTable } from "./comment.js";
import {
  addConstraint,
  constraintDefinition,
  dropConstraint,
  renameConstraint,
  validateConstraint,
} from "./constraint.js";
import { insertRows } from "./data.js";
import { alterDomain, createDomain, dropDomain } from "./domain.js";
import { commentOnEntity, createEntity, dropEntity, mapWords } from "./entity.js";
import { addEnumValue, createEnum, dropEnum, renameEnumValue } from "./enum.js";
import { createSchema, dropSchema } from "./namespace.js";
import { alterSequence, createSequence, dropSequence } from "./sequence.js";
import { alterTable, createTable, dropTable, renameTable } from "./table.js";
import { createIndex, dropIndex, renameIndex } from "./table-index.js";
import { alterType, createType, dropType } from "./user-type.js";

/** Every DDL node, by kind. */
export const DDL_NODES = {
  addColumn,
  addConstraint,
  addEnumValue,
  alterDomain,
  alterSequence,
  alterTable,
  alterType,
  columnDefinition,
  commentOnColumn,
  commentOnObject,
  commentOnTable,
  constraintDefinition,
  createDomain,
  createEntity,
  createEnum,
  createIndex,
  createSchema,
  createSequence,
  createTable,
  createType,
  dropColumn,
  dropConstraint,
  dropDomain,
  dropEntity,
  mapWords,
  commentOnEntity,
  dropEnum,
  dropIndex,
  dropSchema,
  dropSequence,
  dropTable,
  dropType,
  insertRows,
  renameColumn,
  renameConstraint,
  renameEnumValue,
  renameIndex,
  renameTable,
  setDefault,
  setNullable,
  setType,
  validateConstraint,
} as const;
