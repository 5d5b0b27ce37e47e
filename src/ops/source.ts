import type { Column } from "../schema/column.js";
import type { Constraint } from "../schema/constraint.js";
import type { TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import { constraintsOf, type Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { SqlType } from "../types/type.js";
import {
  arrayCode,
  type CallCode,
  type Code,
  type CodeEntry,
  callCode,
  chainCode,
  objectCode,
  stringCode,
} from "./code.js";
import { constraintItem } from "./constraint-source.js";
import { indexItem } from "./index-source.js";
import type { OptionCall } from "./option-builder.js";
import { ValueSource } from "./value-source.js";

/** Writes schema objects as the builder calls of a revision script, and remembers what must be imported. */
export class SourceWriter extends ValueSource {
  /**
   * A column as a chain of builder calls.
   *
   * @param more calls that follow those of the type
   */
  column(
    column: Column,
    key: KeyRole = { isDeclared: false, mayNumber: false },
    more: readonly CallCode[] = [],
  ): Code {
    const own = this.own("column", column);
    if (own !== null) return own;
    const { shorthand, type, identity, computed, options } = this.#shortened(column);
    const numbered = key.mayNumber && NUMBERED.has(type.kind) && !column.default && !computed;
    const links: CallCode[] = [...(shorthand ? [shorthand] : this.typeCalls(type)), ...more];
    const link = (method: string, ...args: readonly Code[]) => links.push(callCode(`.${method}`, ...args));
    if (key.isDeclared) link("primaryKey");
    if (column.nullable) link("nullable");
    if (numbered && !column.identity) link("autoincrement", "false");
    if (identity && !(numbered && isPlain(identity))) link("identity", ...this.#identity(identity));
    if (column.default) link("serverDefault", this.default(column.default, type));
    if (computed) {
      const options = computed.stored ? [] : [objectCode([["stored", "false"]])];
      link("computed", this.expression(computed.expression, type), ...options);
    }
    if (column.onUpdate) link("serverOnUpdate", this.expression(column.onUpdate, type));
    if (column.collation !== undefined) link("collation", stringCode(column.collation));
    if (column.comment !== undefined) link("comment", stringCode(column.comment));
    if (options) link("options", this.value(options));
    return chainCode(...links);
  }

  /** The column without what one call of the dialect's says, as `serial()` does, and that call. */
  #shortened(column: Column): Omit<Column, "name" | "nullable"> & { readonly shorthand?: CallCode } {
    const { vocabulary = "", optionRules } = this.built ?? {};
    const { [vocabulary]: own = {}, ...others } = column.options ?? {};
    if (!column.identity || !isPlain(column.identity)) return column;
    for (const [option, value] of Object.entries(own)) {
      const call = optionRules?.column[option]?.builder?.(value, column.type);
      if (!call) continue;
      const { identity: _, options: __, ...rest } = column;
      const left = Object.entries(own).filter(([name]) => name !== option);
      const options = { ...others, ...(left.length > 0 && { [vocabulary]: Object.fromEntries(left) }) };
      const shorthand = this.optionCall(call);
      return { ...rest, shorthand, ...(Object.keys(options).length > 0 && { options }) };
    }
    return column;
  }

  /** A call of the dialect's that stands for an option. */
  optionCall({ name, args }: OptionCall): CallCode {
    return callCode(
      this.use(name, `migr/${this.built?.vocabulary}`),
      ...args.map((each) => this.value(each)),
    );
  }

  /** A constraint as an item of `op.createTable`. */
  constraint(constraint: Constraint): Code {
    return this.own(constraint.kind, constraint) ?? constraintItem(this, constraint);
  }

  /** An index as an item of a table; one without a name gets that of the naming convention. */
  indexItem(index: Omit<TableIndex, "name"> & { readonly name?: string }): Code {
    return this.own("index", index) ?? indexItem(this, index);
  }

  /** The arguments of `op.createTable`: name, columns, items and options. */
  tableArguments(table: Table): readonly Code[] {
    const key = table.constraints.find((each) => each.kind === "primaryKey");
    const sole = key?.columns.length === 1 ? key.columns[0] : undefined;
    const isBare = !key?.options && !key?.keyParts && !key?.include && !key?.deferrable;
    const usual = sole !== undefined && isBare && this.#isUsualKeyName(table, key?.name);
    const refers = constraintsOf(table, "foreignKey").some(({ columns }) => columns.includes(sole ?? ""));
    const columns = objectCode(
      table.columns.map((column): CodeEntry => {
        const isSole = column.name === sole;
        return [
          column.name,
          this.column(column, { isDeclared: usual && isSole, mayNumber: isSole && !refers }),
        ];
      }),
      true,
    );
    const items = [
      ...table.constraints.filter((each) => !(usual && each === key)).map((each) => this.constraint(each)),
      ...table.indexes.map((each) => this.indexItem(each)),
    ];
    const options: CodeEntry[] = table.comment === undefined ? [] : [["comment", stringCode(table.comment)]];
    if (table.options) options.push(["options", this.value(table.options)]);
    return [
      this.table(table),
      table.columns.length === 0 ? "null" : columns,
      ...(items.length > 0 || options.length > 0 ? [arrayCode(items)] : []),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ];
  }

  /** Whether the key is named as `op.createTable` names one by itself, or has no name since no key has one. */
  #isUsualKeyName(table: TableName, name: string | undefined): boolean {
    if (name === undefined) return !this.keyNames;
    const context = { table: table.name, schema: table.schema, columns: [], referredTable: undefined };
    return name === conventionalName("pk", context);
  }

  #identity(identity: NonNullable<Column["identity"]>): readonly Code[] {
    const given = Object.entries(identity).filter(
      ([key, value]) => key !== "generated" || value !== "byDefault",
    );
    return given.length === 0 ? [] : [this.value(Object.fromEntries(given))];
  }
}

/** What a column is to its table's primary key. */
export interface KeyRole {
  /** It alone is the key, by its usual name, and so says it itself. */
  readonly isDeclared: boolean;
  /** It numbers itself unless it says otherwise: it alone is the key, and refers to no other table. */
  readonly mayNumber: boolean;
}

const NUMBERED: ReadonlySet<SqlType["kind"]> = new Set(["integer", "smallInteger", "bigInteger"]);

function isPlain(identity: NonNullable<Column["identity"]>): boolean {
  return identity.generated === "byDefault" && Object.keys(identity).length === 1;
}
