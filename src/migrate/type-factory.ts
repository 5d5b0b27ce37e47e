import { SchemaError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import { AlterType, CreateType } from "../ops/user-type.js";
import {
  attributesOf,
  compositeOf,
  type RangeTypeOptions,
  rangeOf,
  type TypeAttributes,
} from "../schema/define/user-type-item.js";
import { displayName, type TableName } from "../schema/name.js";
import type { UserTypeChange } from "../schema/user-type.js";
import type { AnyColumn } from "./operation-factory.js";

/** What a composite type has beside its attributes. */
export interface CreateCompositeTypeOptions {
  readonly comment?: string;
}

/** What a range type has beside its name and subtype. */
export type CreateRangeTypeOptions = Omit<RangeTypeOptions, "schema">;

/** What is to become of a composite type; what is left out stays as it is. */
export interface AlterCompositeTypeOptions {
  /** New names by the old ones; what else is said goes by the new ones. */
  readonly renameAttributes?: Readonly<Record<string, string>>;
  /** Attributes by name; rows lose what they have in them. */
  readonly dropAttributes?: readonly string[];
  readonly addAttributes?: TypeAttributes;
  /** Attributes with the types that they get, which PostgreSQL refuses while a table has columns of the type. */
  readonly alterAttributes?: TypeAttributes;
  /** Null removes it. */
  readonly comment?: string | null;
}

/** What is to become of a range type. */
export interface AlterRangeTypeOptions {
  /** Null removes it. */
  readonly comment: string | null;
}

/** CREATE TYPE of a composite type as an operation. */
export function createCompositeTypeOperation(
  name: TableName,
  attributes: TypeAttributes,
  options: CreateCompositeTypeOptions,
): Operation {
  return new CreateType(compositeOf("createCompositeType", name, attributes, options));
}

/** CREATE TYPE of a range type as an operation. */
export function createRangeTypeOperation(
  name: TableName,
  subtype: AnyColumn,
  options: CreateRangeTypeOptions,
): Operation {
  return new CreateType(rangeOf("createRangeType", name, subtype, options));
}

/** ALTER TYPE of a composite type as an operation. @throws {SchemaError} `schema.invalid-object`: nothing is to be changed */
export function alterCompositeTypeOperation(name: TableName, options: AlterCompositeTypeOptions): Operation {
  const { renameAttributes, dropAttributes, addAttributes, alterAttributes, comment } = options;
  const read = (given: TypeAttributes) => attributesOf("alterCompositeType", name.name, given);
  const change: UserTypeChange = {
    ...(renameAttributes && { renameAttributes }),
    ...(dropAttributes && { dropAttributes }),
    ...(addAttributes && { addAttributes: read(addAttributes) }),
    ...(alterAttributes && { alterAttributes: read(alterAttributes) }),
    ...(comment !== undefined && { comment: comment === "" ? null : comment }),
  };
  if (Object.keys(change).length === 0) {
    throw new SchemaError(
      "schema.invalid-object",
      `op.alterCompositeType was told nothing to change about ${displayName(name)}.`,
    );
  }
  return new AlterType({ kind: "composite", ...name }, change);
}

/** COMMENT ON TYPE of a range type as an operation. */
export function alterRangeTypeOperation(name: TableName, { comment }: AlterRangeTypeOptions): Operation {
  return new AlterType({ kind: "range", ...name }, { comment: comment === "" ? null : comment });
}
