import {
  addColumn,
  columnDefinition,
  dropColumn,
  renameColumn,
  setDefault,
  setNullable,
  setType,
} from "./column.js";
import { commentOnColumn, commentOnTable } from "./comment.js";
import { addConstraint, constraintDefinition, dropConstraint } from "./constraint.js";
import { addEnumValue, createEnum, dropEnum } from "./enum.js";
import { alterTable, createTable, dropTable, renameTable } from "./table.js";
import { createIndex, dropIndex } from "./table-index.js";

/** Every DDL node, by kind. */
export const DDL_NODES = {
  addColumn,
  addConstraint,
  addEnumValue,
  alterTable,
  columnDefinition,
  commentOnColumn,
  commentOnTable,
  constraintDefinition,
  createEnum,
  createIndex,
  createTable,
  dropColumn,
  dropConstraint,
  dropEnum,
  dropIndex,
  dropTable,
  renameColumn,
  renameTable,
  setDefault,
  setNullable,
  setType,
} as const;
