import { type Expression, isExpression, OrderingExpression } from "../../sql/build/expression.js";
import type { Node } from "../../sql/node.js";
import type { ColumnReference, Identifier, Ordering } from "../../sql/nodes/index.js";
import { type DialectOptions, mergeOptions } from "../options.js";
import type { IndexPart } from "../table-index.js";
import { anExpression, anyText, assertArgument, aText, byDialect, type Rule } from "./argument.js";
import {
  aColumn,
  assertItem,
  type ColumnName,
  type ItemContext,
  nameOf,
  referredColumns,
  TableItem,
  type TableParts,
} from "./table-item.js";

/** What an index is on: a column, an expression, or one of them with its order. */
export type IndexKey = ColumnName | Expression<unknown> | Expression<never> | OrderingExpression;

/** A part of an index with details: `{ on: c.email, operatorClass: "text_pattern_ops" }`. */
export interface DetailedPart {
  readonly on: IndexKey;
  readonly collation?: string;
  /** PostgreSQL: the operator class, with its parameters where it has any: `gist_trgm_ops(siglen=32)`. */
  readonly operatorClass?: string;
  /** MySQL and MariaDB: how many characters (bytes of binary types) from the start are in the index. */
  readonly length?: number;
}

/** One part of an index as a user writes it. */
export type IndexArgument = IndexKey | DetailedPart;

/** Details of an index beside its columns. */
export interface IndexDetails {
  readonly unique?: boolean;
  readonly nullsNotDistinct?: boolean;
  readonly where?: Node;
  readonly method?: string;
  readonly include?: readonly ColumnName[];
  readonly comment?: string;
  readonly options?: DialectOptions;
}

/** An index being declared. */
export class IndexItem extends TableItem {
  readonly #name: string | null;
  readonly #parts: readonly IndexArgument[];
  readonly #details: IndexDetails;

  constructor(name: string | null, parts: readonly IndexArgument[], details: IndexDetails = {}) {
    super((context) => this.#build(context));
    this.#name = name;
    this.#parts = parts;
    this.#details = details;
  }

  /** No two rows have the same key. */
  unique(): IndexItem {
    return this.#with({ unique: true });
  }

  /** Rows whose keys are NULL count as alike, which a unique index lets be otherwise. */
  nullsNotDistinct(): IndexItem {
    return this.#with({ nullsNotDistinct: true });
  }

  /** Only rows that meet the condition are in the index. */
  where(condition: Expression<boolean> | Expression<unknown>): IndexItem {
    assertArgument("where()", "condition", condition, anExpression);
    return this.#with({ where: condition.node });
  }

  /** The access method, such as `gin` or `hash`, and on MySQL `fulltext` or `spatial`. */
  using(method: string): IndexItem {
    assertArgument("using()", "method", method, aText);
    return this.#with({ method: method.toLowerCase() });
  }

  /** Columns kept in the index beside its key. */
  include(...columns: readonly ColumnName[]): IndexItem {
    assertItem("include()", null, columns);
    return this.#with({ include: columns });
  }

  /** A comment kept in the database, where it keeps comments. */
  comment(text: string): IndexItem {
    assertArgument("comment()", "text", text, anyText);
    return this.#with({ comment: text });
  }

  /** What only some databases know about an index: `{ mysql: { invisible: true } }`. */
  options(options: DialectOptions): IndexItem {
    assertArgument("options()", "options", options, byDialect);
    return this.#with({ options: mergeOptions(this.#details.options, options) });
  }

  #with(details: IndexDetails): IndexItem {
    return new IndexItem(this.#name, this.#parts, { ...this.#details, ...details });
  }

  #build(context: ItemContext): TableParts {
    const { unique = false, nullsNotDistinct, where, method, include, comment, options } = this.#details;
    const parts = this.#parts.map(indexPart);
    const columns = parts.flatMap(({ column, expression }) => column ?? referredColumns(expression!));
    return {
      index: {
        name: this.#name ?? context.conventionalName("ix", columns),
        parts,
        unique,
        ...(nullsNotDistinct && { nullsNotDistinct }),
        ...(where && { where }),
        ...(method !== undefined && { method }),
        ...(include && { include: include.map(nameOf) }),
        ...(comment !== undefined && comment !== "" && { comment }),
        ...(options && { options }),
      },
    };
  }
}

/** An index over columns and expressions; with null the naming convention names it. */
export function index(name: string | null, ...parts: readonly IndexArgument[]): IndexItem {
  assertItem("index()", name, parts, aPart);
  return new IndexItem(name, parts);
}

/** A part of an index: a column, an expression, or one of them with details. */
export const aPart: Rule = (value) => {
  const isPlain = (key: unknown) => aColumn(key) === null || isExpression(key);
  if (isPlain(value)) return null;
  const isObject = typeof value === "object" && value !== null && "on" in value;
  return isObject && isPlain(value.on) ? null : "a column or an expression, such as c.price";
};

/** One part of an index from what a user may write for it. */
export function indexPart(part: IndexArgument): IndexPart {
  if (!isDetailed(part)) return keyPart(part);
  const { on, collation, operatorClass, length } = part;
  return {
    ...keyPart(on),
    ...(collation !== undefined && { collation }),
    ...(operatorClass !== undefined && { operatorClass }),
    ...(length !== undefined && { length }),
  };
}

function isDetailed(part: IndexArgument): part is DetailedPart {
  return typeof part === "object" && "on" in part && !("node" in part);
}

function keyPart(key: IndexKey): IndexPart {
  if (typeof key === "string") return { column: key };
  if (!(key instanceof OrderingExpression)) return plainPart(key.node);
  const { operand, direction, nulls } = key.node as Ordering;
  return {
    ...plainPart(operand),
    ...(direction === "desc" && { descending: true }),
    ...(nulls && { nulls }),
  };
}

function plainPart(node: Node): IndexPart {
  if (node.kind === "columnReference") return { column: (node as ColumnReference).name };
  const { path } = node as Identifier;
  if (node.kind === "identifier" && path.length === 1) return { column: path[0]! };
  return { expression: node };
}
