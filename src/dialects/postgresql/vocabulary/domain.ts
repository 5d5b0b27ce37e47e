import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { defaultNode } from "../../../schema/define/column-builder.js";
import type { MetaData } from "../../../schema/define/metadata.js";
import type { Expression, Operand } from "../../../sql/build/expression.js";
import { shapedColumn } from "./column.js";

/** A column of any type. */
type AnyColumn = ColumnBuilder<unknown, boolean, boolean>;

/** What a domain has beside the type under it. */
export interface DomainOptions<T> {
  /** The schema it is in, where not that of the metadata. */
  readonly schema?: string;
  /** Whether NULL is one of its values, as it is without this. */
  readonly nullable?: boolean;
  /** The default of columns that have none of their own. */
  readonly default?: Operand<T>;
  readonly collation?: string;
  /** What its values meet, by name: `` { email_at: sql`VALUE LIKE '%@%'` } ``. */
  readonly checks?: Readonly<Record<string, Expression<unknown>>>;
  readonly comment?: string;
}

/** Makes columns of a domain. */
export type DomainColumn<B extends AnyColumn> = () => ColumnBuilder<B["$"]["t"]>;

/**
 * A column of a domain that the database has, by the type under it: `domain(text(), "email")`.
 *
 * @source PostgreSQL 18, 8.18 Domain Types
 */
export function domain<B extends AnyColumn>(
  base: B,
  name: string,
  schema?: string,
): ColumnBuilder<B["$"]["t"]>;
/**
 * Declares a domain: a type under another name, with rules of its own. What it gives makes columns of it:
 * `const email = domain("email", Base.metadata, text(), { checks: … })`, then `mail: email()`.
 *
 * @source PostgreSQL 18, CREATE DOMAIN
 */
export function domain<B extends AnyColumn>(
  name: string,
  metadata: MetaData,
  base: B,
  options?: DomainOptions<B["$"]["t"]>,
): DomainColumn<B>;
export function domain(
  first: AnyColumn | string,
  second: string | MetaData,
  third?: string | AnyColumn,
  options: DomainOptions<unknown> = {},
): ColumnBuilder<unknown> | DomainColumn<AnyColumn> {
  if (typeof first !== "string") return columnOf(first, second as string, third as string | undefined);
  const base = third as AnyColumn;
  const { schema, nullable = true, default: given, collation, checks = {}, comment } = options;
  const declared = (second as MetaData).declareDomain({
    name: first,
    ...(schema !== undefined && { schema }),
    type: base.spec.type,
    nullable,
    ...(given !== undefined && { default: defaultNode(given, base.spec.type) }),
    ...(collation !== undefined && { collation }),
    checks: Object.entries(checks).map(([name, { node }]) => ({ name, expression: node })),
    ...(comment !== undefined && { comment }),
  });
  return () => columnOf(base, declared.name, declared.schema);
}

function columnOf(base: AnyColumn, name: string, schema: string | undefined): ColumnBuilder<unknown> {
  return shapedColumn("domain", schema === undefined ? [name] : [name, schema], base.spec.type);
}
