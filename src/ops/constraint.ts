import { addConstraint, constraintDefinition, dropConstraint } from "../ddl/nodes/constraint.js";
import { alterTable } from "../ddl/nodes/table.js";
import type { Constraint, ConstraintKind, ConstraintOf, Exclude } from "../schema/constraint.js";
import { displayName, type TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import { type Schema, withConstraint, withoutConstraint, withTable } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import { type Code, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import { excludeArguments, foreignKeyArguments, type SourceWriter } from "./source.js";

/** What is known of one kind of constraint: its words in a list, and the operation that creates it. */
interface Kind<C extends Constraint> {
  words(constraint: C, spelling: Spelling): string;
  source(s: SourceWriter, table: TableName, name: Code, constraint: C): Code;
}

const KINDS: { readonly [K in ConstraintKind]: Kind<ConstraintOf<K>> } = {
  primaryKey: {
    words: ({ columns }) => `primary key (${columns.join(", ")})`,
    source: (s, table, name, { columns }) =>
      callCode(s.op("createPrimaryKey"), name, ...s.target(table), s.names(columns)),
  },
  unique: {
    words: ({ columns }) => `unique (${columns.join(", ")})`,
    source: (s, table, name, { columns }) =>
      callCode(s.op("createUniqueConstraint"), name, ...s.target(table), s.names(columns)),
  },
  foreignKey: {
    words: ({ columns, references, onDelete }) =>
      `foreign key (${columns.join(", ")}) to ${displayName(references)}${onDelete ? `, on delete ${onDelete}` : ""}`,
    source: (s, table, name, key) =>
      callCode(s.op("createForeignKey"), name, ...s.target(table), ...foreignKeyArguments(s, key)),
  },
  exclude: {
    words: (exclude, spelling) =>
      writeSql(
        constraintDefinition({ constraint: withoutName(exclude) }),
        spelling,
        DDL_TEXT,
      ).sql.toLowerCase(),
    source: (s, table, name, exclude) =>
      callCode(s.op("createExcludeConstraint"), name, ...s.target(table), ...excludeArguments(s, exclude)),
  },
  check: {
    words: ({ expression }, spelling) => `check ${writeSql(expression, spelling, DDL_TEXT).sql}`,
    source: (s, table, name, { expression }) =>
      callCode(s.op("createCheckConstraint"), name, ...s.target(table), s.sql(expression)),
  },
};

const DDL_TEXT = { literals: true, unqualified: true };

function withoutName({ name: _, ...constraint }: Exclude): Exclude {
  return constraint;
}

/** The name of a primary key that has none: the conventional one, which a drop finds it by. */
function keyName({ name, schema }: TableName, { kind }: Constraint): string | undefined {
  if (kind !== "primaryKey") return undefined;
  return conventionalName("pk", { table: name, schema, columns: [], referredTable: undefined });
}

function kindOf<C extends Constraint>(constraint: C): Kind<C> {
  return KINDS[constraint.kind] as unknown as Kind<C>;
}

/** Adds a constraint to a table. */
export class AddConstraint implements Operation {
  readonly kind = "addConstraint";
  readonly table: TableName;
  readonly constraint: Constraint;

  constructor(table: TableName, constraint: Constraint) {
    this.table = table;
    this.constraint = constraint;
  }

  describe(spelling: Spelling): Description {
    const { constraint, table } = this;
    const detail = `${kindOf(constraint).words(constraint, spelling)} on ${displayName(table)}`;
    return { sign: "+", subject: constraint.name ?? displayName(table), detail };
  }

  inverse(): DropConstraint | null {
    const { table, constraint } = this;
    const { name = keyName(table, constraint), kind } = constraint;
    return name === undefined ? null : new DropConstraint(table, name, kind, constraint);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => withConstraint(table, this.constraint));
  }

  ddl(): readonly Node[] {
    const definition = constraintDefinition({ constraint: this.constraint });
    return [alterTable({ table: this.table, actions: [addConstraint({ definition })] })];
  }

  source(s: SourceWriter): Code {
    const { constraint, table } = this;
    const name = constraint.name === undefined ? "null" : stringCode(constraint.name);
    return kindOf(constraint).source(s, table, name, constraint);
  }
}

/** Removes a constraint from a table. */
export class DropConstraint implements Operation {
  readonly kind = "dropConstraint";
  readonly table: TableName;
  readonly name: string;
  readonly constraintKind: ConstraintKind;
  /** The constraint as it stood; without it the drop cannot be undone. */
  readonly was: Constraint | null;

  constructor(table: TableName, name: string, constraintKind: ConstraintKind, was: Constraint | null = null) {
    this.table = table;
    this.name = name;
    this.constraintKind = constraintKind;
    this.was = was;
  }

  describe(spelling: Spelling): Description {
    const detail = this.was ? kindOf(this.was).words(this.was, spelling) : "constraint";
    return { sign: "-", subject: this.name, detail: `${detail} on ${displayName(this.table)}` };
  }

  inverse(): AddConstraint | null {
    return this.was && new AddConstraint(this.table, this.was);
  }

  apply(before: Schema): Schema {
    // A table has one primary key, which some databases keep without its name.
    return withTable(before, this.table, (table) =>
      this.constraintKind === "primaryKey"
        ? { ...table, constraints: table.constraints.filter(({ kind }) => kind !== "primaryKey") }
        : withoutConstraint(table, this.name),
    );
  }

  ddl(): readonly Node[] {
    const { table, name, constraintKind } = this;
    return [alterTable({ table, actions: [dropConstraint({ name, constraintKind })] })];
  }

  source(s: SourceWriter): Code {
    return callCode(
      s.op("dropConstraint"),
      stringCode(this.name),
      ...s.target(this.table),
      objectCode([["type", stringCode(this.constraintKind)]]),
    );
  }
}
