import { ConfigError } from "../errors/errors.js";
import type { Column } from "../schema/column.js";
import type { Constraint, ConstraintKind } from "../schema/constraint.js";
import type { TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import type { SqlType } from "../types/type.js";
import { type CallCode, type Code, callCode } from "./code.js";

/** The kinds of item that `renderItem` is asked about. */
export type RenderKind = "type" | "column" | "serverDefault" | "index" | ConstraintKind;

/** An item as `renderItem` sees it. */
export type RenderObject = SqlType | Column | Node | Constraint | Omit<TableIndex, "name">;

/** What `renderItem` may do beside giving text. */
export interface RenderContext {
  /** Imports a name into the script, and gives the name it has there. */
  addImport(name: string, module: string): string;
}

/** The source of an item in a script, such as `money()`; null leaves it to `migr`. */
export type RenderItem = (
  kind: RenderKind,
  object: RenderObject,
  context: RenderContext,
) => string | null | undefined;

const CALL = /^([\w$.]+)\((.*)\)$/s;

/** The project's own source of an item; null where it leaves it to us. */
export function ownSource(
  renderItem: RenderItem | undefined,
  kind: RenderKind,
  object: RenderObject,
  context: RenderContext,
): string | null {
  return renderItem?.(kind, object, context)?.trim() ?? null;
}

/**
 * The project's own source of a type, on which the calls of a column follow.
 *
 * @throws {ConfigError} `config.invalid`: it is no call
 */
export function ownTypeCall(source: string): CallCode {
  const [, head, args] = CALL.exec(source) ?? [];
  if (head === undefined) {
    throw new ConfigError(
      "config.invalid",
      `renderItem gives ${JSON.stringify(source)} for a type, which is no call.`,
      {
        hint: 'A type is written as its builder is called: money(), or rawType("money").',
      },
    );
  }
  return callCode(head, ...(args === "" ? [] : [args as Code]));
}
