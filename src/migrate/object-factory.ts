import { SchemaError } from "../errors/errors.js";
import { AlterDomain, CreateDomain } from "../ops/domain.js";
import type { Operation } from "../ops/operation.js";
import { AlterSequence, CreateSequence } from "../ops/sequence.js";
import { defaultNode } from "../schema/define/column-builder.js";
import { type SequenceOptions, sequenceOf } from "../schema/define/schema-object.js";
import { displayName, type TableName } from "../schema/name.js";
import type { Domain, DomainChange, DomainCheck, SequenceChange } from "../schema/object.js";
import type { Expression } from "../sql/build/expression.js";
import type { AnyColumn } from "./operation-factory.js";

/** What is to become of a sequence; null is what the database does by itself, and what is left out stays. */
export type AlterSequenceOptions = {
  readonly [K in Exclude<keyof SequenceOptions, "schema">]?: SequenceOptions[K] | null;
} & {
  /** The sequence as it stands, which makes the change reversible. */
  readonly existing?: Omit<SequenceOptions, "schema">;
};

/** CREATE SEQUENCE as an operation. @throws {SchemaError} `schema.invalid-object`: it contradicts itself */
export function createSequenceOperation(
  name: TableName,
  { ifNotExists, ...options }: Omit<SequenceOptions, "schema"> & { readonly ifNotExists?: boolean },
): Operation {
  return new CreateSequence(sequenceOf(name, options), ifNotExists);
}

/** ALTER SEQUENCE as an operation. @throws {SchemaError} `schema.invalid-object`: nothing is to be changed */
export function alterSequenceOperation(
  name: TableName,
  { existing, type, ...options }: AlterSequenceOptions,
): Operation {
  const change: SequenceChange = {
    ...options,
    ...(type !== undefined && { type: type === null ? null : type.spec.type }),
  };
  assertChanges("alterSequence", name, change);
  return new AlterSequence(name, change, existing ? sequenceOf(name, existing) : null);
}

/** A condition on a domain's values, which it names `VALUE`. */
export interface DomainCheckOptions {
  readonly name?: string;
  readonly condition: Expression<unknown> | Expression<boolean>;
}

/** What a domain has beside its name and type. */
export interface CreateDomainOptions {
  readonly nullable?: boolean;
  /** A literal or an expression. */
  readonly serverDefault?: unknown;
  readonly collation?: string;
  readonly checks?: readonly DomainCheckOptions[];
  readonly comment?: string;
}

/** What is to become of a domain; null removes, and what is left out stays as it is. */
export interface AlterDomainOptions {
  readonly nullable?: boolean;
  /** A literal or an expression; null removes the default. */
  readonly serverDefault?: unknown;
  readonly addChecks?: readonly DomainCheckOptions[];
  /** Checks by name. */
  readonly dropChecks?: readonly string[];
  readonly comment?: string | null;
}

/** CREATE DOMAIN as an operation. */
export function createDomainOperation(
  name: TableName,
  base: AnyColumn,
  options: CreateDomainOptions,
): Operation {
  const { type } = base.spec;
  const { nullable = false, serverDefault, collation, checks = [], comment } = options;
  const domain: Domain = {
    ...name,
    type,
    nullable,
    ...(serverDefault !== undefined && { default: defaultNode(serverDefault, type) }),
    ...(collation !== undefined && { collation }),
    checks: checks.map(toCheck),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
  return new CreateDomain(domain);
}

/** ALTER DOMAIN as an operation. @throws {SchemaError} `schema.invalid-object`: nothing is to be changed */
export function alterDomainOperation(name: TableName, options: AlterDomainOptions): Operation {
  const { nullable, serverDefault, addChecks, dropChecks, comment } = options;
  const change: DomainChange = {
    ...(nullable !== undefined && { nullable }),
    ...(serverDefault !== undefined && {
      default: serverDefault === null ? null : defaultNode(serverDefault, { kind: "text" }),
    }),
    ...(addChecks && { addChecks: addChecks.map(toCheck) }),
    ...(dropChecks && { dropChecks }),
    ...(comment !== undefined && { comment: comment === "" ? null : comment }),
  };
  assertChanges("alterDomain", name, change);
  return new AlterDomain(name, change);
}

function toCheck({ name, condition }: DomainCheckOptions): DomainCheck {
  return { ...(name !== undefined && { name }), expression: condition.node };
}

function assertChanges(method: string, name: TableName, change: object): void {
  if (Object.keys(change).length > 0) return;
  throw new SchemaError(
    "schema.invalid-object",
    `op.${method} was told nothing to change about ${displayName(name)}.`,
  );
}
