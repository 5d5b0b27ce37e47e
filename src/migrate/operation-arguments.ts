import type { IndexChange } from "../ops/index-change.js";
import {
  anExpression,
  anyText,
  anything,
  assertArgument,
  assertOptions,
  aText,
  aWholeNumber,
  byDialect,
  listOf,
  oneOf,
  type Rules,
  yesOrNo,
} from "../schema/define/argument.js";
import type { KeyDetails, UniqueDetails } from "../schema/define/constraint-item.js";
import { TRIGGER_RULES, type TriggerForm } from "../schema/define/entity.js";
import { TableItem } from "../schema/define/table-item.js";
import {
  ARGUMENTS,
  aColumn,
  aList,
  CHANGED_OPTIONS,
  type Check,
  COLUMN,
  COLUMNS,
  CONDITION,
  DROP,
  EXISTING,
  KEY_COLUMNS,
  KEY_RULES,
  NAME,
  OBJECT,
  OWN_NAME,
  optional,
  options,
  orNull,
  REPLACE,
  RESTORE,
  required,
  SQL,
  TABLE,
  TO,
  VIEW_RULES,
} from "./argument-check.js";
import type { Batch } from "./batch.js";
import {
  assertOnePlace,
  BATCH_RULES,
  type BatchAlterTableOptions,
  PLACE_RULES,
  type PlaceOptions,
} from "./batch-arguments.js";
import type { BulkInsertOptions } from "./bulk-insert.js";
import { CATALOG_ARGUMENTS } from "./catalog-arguments.js";
import type { DropConstraintOptions } from "./constraint-factory.js";
import type { BodyOptions, ReplaceOptions, RestoreOptions, ViewColumns } from "./entity-operations.js";
import { OBJECT_ARGUMENTS } from "./object-arguments.js";
import { COMMENTED_KIND, OBJECT_COMMENT } from "./object-comment.js";
import type {
  AlterColumnOptions,
  CreateIndexOptions,
  CreateTableOptions,
  DropIndexOptions,
} from "./operation-factory.js";
import type { Operations } from "./operations.js";

const BODY_OF_NEW = options<RestoreOptions & BodyOptions>({ restore: yesOrNo, checkBody: yesOrNo });
const BODY = options<ReplaceOptions & BodyOptions>({ recreate: yesOrNo, checkBody: yesOrNo });

const ALTER_RULES: Rules<AlterColumnOptions> = {
  type: aColumn,
  nullable: yesOrNo,
  serverDefault: anything,
  identity: anything,
  computed: anything,
  serverOnUpdate: orNull(anExpression),
  collation: orNull(aText),
  options: orNull(byDialect),
  comment: orNull(anyText),
  using: anExpression,
  existing: aColumn,
};

/** The names of a class's methods. */
export type MethodOf<T> = {
  [K in keyof T]: T[K] extends (...args: never) => unknown ? K : never;
}[keyof T] &
  string;

/** What each operation takes, in order; details of constraints are checked where they are declared. */
export const ARGUMENTS_OF: { readonly [K in MethodOf<Operations>]: readonly Check[] } = {
  createTable: [
    TABLE,
    required("columns", (value) => (typeof value === "object" ? null : "columns by name")),
    optional("items", (value) => (Array.isArray(value) ? null : "a list of constraints and indexes")),
    options<CreateTableOptions>({ comment: anyText, options: byDialect, ifNotExists: yesOrNo }),
  ],
  dropTable: [TABLE, DROP],
  renameTable: [TABLE, TO],
  addColumn: [TABLE, NAME, COLUMN, options<{ readonly ifNotExists?: boolean }>({ ifNotExists: yesOrNo })],
  dropColumn: [TABLE, NAME, DROP],
  alterColumn: [TABLE, NAME, options<AlterColumnOptions>(ALTER_RULES)],
  renameColumn: [TABLE, NAME, TO],
  createIndex: [
    OWN_NAME,
    TABLE,
    required("columns", aList),
    options<CreateIndexOptions>({
      unique: yesOrNo,
      where: anExpression,
      method: aText,
      include: listOf(aText, "names of columns"),
      nullsNotDistinct: yesOrNo,
      comment: anyText,
      options: byDialect,
      ifNotExists: yesOrNo,
      concurrently: yesOrNo,
    }),
  ],
  dropIndex: [NAME, TABLE, options<DropIndexOptions>({ ifExists: yesOrNo, concurrently: yesOrNo })],
  alterIndex: [
    NAME,
    TABLE,
    options<IndexChange & { readonly existing?: IndexChange }>({
      comment: orNull(anyText),
      options: byDialect,
      existing: anything,
    }),
  ],
  renameIndex: [NAME, TABLE, TO],
  createPrimaryKey: [OWN_NAME, TABLE, KEY_COLUMNS, options<KeyDetails>(KEY_RULES)],
  createUniqueConstraint: [
    OWN_NAME,
    TABLE,
    COLUMNS,
    options<UniqueDetails>({ ...KEY_RULES, nullsNotDistinct: yesOrNo }),
  ],
  createForeignKey: [OWN_NAME, TABLE, COLUMNS, required("targets", aList)],
  createCheckConstraint: [OWN_NAME, TABLE, CONDITION],
  createExcludeConstraint: [OWN_NAME, TABLE, required("elements", aList)],
  dropConstraint: [
    NAME,
    TABLE,
    (operation, value) => {
      const kind = oneOf("primaryKey", "unique", "foreignKey", "check", "exclude");
      assertOptions<DropConstraintOptions>(operation, value ?? {}, {
        type: kind,
        ifExists: yesOrNo,
        existing: (item) => (item instanceof TableItem ? null : "a constraint, such as check(null, …)"),
      });
      assertArgument(operation, "type", (value as Partial<DropConstraintOptions> | undefined)?.type, kind);
    },
  ],
  renameConstraint: [NAME, TABLE, TO],
  validateConstraint: [NAME, TABLE],
  setTableComment: [TABLE, required("text", orNull(anyText)), EXISTING],
  setTableOptions: [TABLE, CHANGED_OPTIONS, EXISTING],
  batchAlterTable: [
    TABLE,
    required("changes", (value) => (typeof value === "function" ? null : "a function, (batch) => { … }")),
    options<BatchAlterTableOptions>(BATCH_RULES),
  ],
  createView: [OBJECT, SQL, options<RestoreOptions & ViewColumns>({ restore: yesOrNo, ...VIEW_RULES })],
  replaceView: [OBJECT, SQL, options<ReplaceOptions & ViewColumns>({ recreate: yesOrNo, ...VIEW_RULES })],
  dropView: [OBJECT, DROP],
  createMaterializedView: [
    OBJECT,
    SQL,
    options<RestoreOptions & ViewColumns>({ restore: yesOrNo, ...VIEW_RULES }),
  ],
  replaceMaterializedView: [OBJECT, SQL, options<ViewColumns>(VIEW_RULES)],
  dropMaterializedView: [OBJECT, DROP],
  createFunction: [OBJECT, ARGUMENTS, SQL, BODY_OF_NEW],
  replaceFunction: [OBJECT, ARGUMENTS, SQL, BODY],
  dropFunction: [OBJECT, ARGUMENTS, DROP],
  createProcedure: [OBJECT, ARGUMENTS, SQL, BODY_OF_NEW],
  replaceProcedure: [OBJECT, ARGUMENTS, SQL, BODY],
  dropProcedure: [OBJECT, ARGUMENTS, DROP],
  createAggregate: [OBJECT, ARGUMENTS, SQL, RESTORE],
  replaceAggregate: [OBJECT, ARGUMENTS, SQL, REPLACE],
  dropAggregate: [OBJECT, ARGUMENTS, DROP],
  createCollation: [OBJECT, SQL, RESTORE],
  replaceCollation: [OBJECT, SQL, REPLACE],
  dropCollation: [OBJECT, DROP],
  createTrigger: [
    NAME,
    TABLE,
    required("event", aText),
    SQL,
    options<RestoreOptions & TriggerForm>({ restore: yesOrNo, ...TRIGGER_RULES }),
  ],
  replaceTrigger: [
    NAME,
    TABLE,
    required("event", aText),
    SQL,
    options<ReplaceOptions & TriggerForm>({ recreate: yesOrNo, ...TRIGGER_RULES }),
  ],
  dropTrigger: [NAME, TABLE, DROP],
  createPolicy: [NAME, TABLE, SQL, RESTORE],
  replacePolicy: [NAME, TABLE, SQL],
  dropPolicy: [NAME, TABLE, DROP],
  createExtension: [TABLE, optional("SQL", anExpression)],
  dropExtension: [TABLE, DROP],
  ...OBJECT_ARGUMENTS,
  ...CATALOG_ARGUMENTS,
  setObjectComment: [COMMENTED_KIND, OBJECT, required("text", orNull(anyText)), OBJECT_COMMENT],

  execute: [
    required("statement", (value) =>
      aText(value) === null || anExpression(value) === null ? null : "SQL: a text, or sql`…`",
    ),
  ],
  assertNone: [TABLE, CONDITION, required("message", aText)],
  bulkInsert: [
    required("table", anything),
    required("rows", anything),
    options<BulkInsertOptions>({ types: anything, batchSize: aWholeNumber }),
  ],
  run: [required("work", (value) => (typeof value === "function" ? null : "a function"))],
  autocommitBlock: [required("work", (value) => (typeof value === "function" ? null : "a function"))],
  invoke: [
    required("operation", (value) =>
      typeof value === "object" && value !== null && "kind" in value ? null : "an operation",
    ),
  ],
};

/** What a batch takes otherwise than `op` does. */
const placed =
  (rules: Rules<PlaceOptions>, isNeeded = false): Check =>
  (operation, value) => {
    assertOptions(operation, value, rules);
    assertOnePlace(operation, value as PlaceOptions | undefined, isNeeded);
  };
const ARGUMENTS_OF_BATCH: Partial<Record<MethodOf<Batch>, readonly Check[]>> = {
  addColumn: [NAME, COLUMN, placed(PLACE_RULES)],
  alterColumn: [NAME, placed({ ...ALTER_RULES, ...PLACE_RULES })],
  moveColumn: [NAME, placed(PLACE_RULES, true)],
};

/** What an operation takes as a part of a batch, where the table is known. */
export function argumentsInBatch(method: string): readonly Check[] | undefined {
  const own = ARGUMENTS_OF_BATCH[method as MethodOf<Batch>];
  return own ?? ARGUMENTS_OF[method as MethodOf<Operations>]?.filter((check) => check !== TABLE);
}
