import type { MetaData } from "../../../src/index.js";
import { table } from "../../../src/index.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";
import type { Target } from "../target.js";

/** Declares things that all are called as the first argument, or begin so. */
export type Declare = (name: string, metadata: MetaData) => void;

/** One option of one thing, without and with it. */
export interface OptionCase {
  /** The kind of the thing, and the option: `index where`. */
  readonly title: string;
  /** The databases that have it; the others refuse it. */
  readonly on: readonly Target[];
  /** The first version that has it, where not all that are supported have. */
  readonly since?: { readonly [K in Target]?: number };
  /** Databases that pass it over, as the documentation says. */
  readonly passedOver?: readonly Target[];
  /** Where the model does not name it any more it stays as it is. */
  readonly stays?: true;
  readonly without: Declare;
  readonly with: Declare;
}

export const ALL: readonly Target[] = ["sqlite", "postgresql", "mysql", "mariadb"];
export const PG: readonly Target[] = ["postgresql"];
export const LITE: readonly Target[] = ["sqlite"];
export const MYSQL: readonly Target[] = ["mysql"];
export const MARIADB: readonly Target[] = ["mariadb"];
export const FAMILY: readonly Target[] = ["mysql", "mariadb"];

type Columns = Readonly<Record<string, object>>;
type Items = (name: string) => readonly TableItem[];

/** Declares one table. */
export function tableOf(columns: Columns, items: Items = () => []): Declare {
  return (name, metadata) => void table(name, metadata, columns, () => items(name));
}

/** A table that some things of the cases refer to. */
export const PARENT = "parents";
