import type { EnumMapping } from "../ops/enum.js";
import {
  anyText,
  anything,
  aText,
  aWholeNumber,
  listOf,
  type Rule,
  yesOrNo,
} from "../schema/define/argument.js";
import { isColumnBuilder } from "../schema/define/column-builder.js";
import { SEQUENCE_RULES, type SequenceOptions } from "../schema/define/schema-object.js";
import { COMPOSITE_RULES, RANGE_RULES } from "../schema/define/user-type-item.js";
import {
  aColumn,
  type Check,
  COLUMN,
  DROP,
  EXISTING,
  NAME,
  OBJECT,
  options,
  orNull,
  required,
} from "./argument-check.js";
import type { AlterDomainOptions, AlterSequenceOptions, CreateDomainOptions } from "./object-factory.js";
import type { DropOptions } from "./operation-factory.js";
import type {
  AlterCompositeTypeOptions,
  AlterRangeTypeOptions,
  CreateCompositeTypeOptions,
  CreateRangeTypeOptions,
} from "./type-factory.js";

const someAttributes: Rule = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(isColumnBuilder)
    ? null
    : "types by the names of attributes, such as { street: text() }";

const { schema: _, ...RANGE } = RANGE_RULES;
const { comment: COMMENT } = COMPOSITE_RULES;

/** What operations take that are about what is beside tables, in order. */
export const OBJECT_ARGUMENTS = {
  createEnum: [
    OBJECT,
    required("words", listOf(anyText, "words")),
    options<{ readonly comment?: string }>({ comment: anyText }),
  ],
  alterEnum: [
    OBJECT,
    required("words as they were", listOf(anyText, "words")),
    required("words as they are to be", listOf(anyText, "words")),
    options<EnumMapping>({ rename: anything, map: anything }),
  ],
  setEnumComment: [OBJECT, required("text", orNull(anyText)), EXISTING],
  dropEnum: [OBJECT, DROP],
  createSequence: [
    OBJECT,
    options<Omit<SequenceOptions, "schema"> & { readonly ifNotExists?: boolean }>({
      ...SEQUENCE_RULES,
      type: aColumn,
      ifNotExists: yesOrNo,
    }),
  ],
  alterSequence: [
    OBJECT,
    options<AlterSequenceOptions>({
      start: orNull(aWholeNumber),
      increment: orNull(aWholeNumber),
      minValue: orNull(aWholeNumber),
      maxValue: orNull(aWholeNumber),
      cache: orNull(aWholeNumber),
      cycle: orNull(yesOrNo),
      ownedBy: anything,
      comment: orNull(anyText),
      type: orNull(aColumn),
      existing: anything,
    }),
  ],
  dropSequence: [OBJECT, DROP],
  createDomain: [
    OBJECT,
    COLUMN,
    options<CreateDomainOptions>({
      nullable: yesOrNo,
      serverDefault: anything,
      collation: aText,
      checks: anything,
      comment: anyText,
    }),
  ],
  alterDomain: [
    OBJECT,
    options<AlterDomainOptions>({
      nullable: yesOrNo,
      serverDefault: anything,
      addChecks: anything,
      dropChecks: listOf(aText, "names of checks"),
      comment: orNull(anyText),
    }),
  ],
  dropDomain: [OBJECT, DROP],
  createCompositeType: [
    OBJECT,
    required("attributes", someAttributes),
    options<CreateCompositeTypeOptions>({ comment: COMMENT }),
  ],
  alterCompositeType: [
    OBJECT,
    options<AlterCompositeTypeOptions>({
      renameAttributes: anything,
      dropAttributes: listOf(aText, "names of attributes"),
      addAttributes: someAttributes,
      alterAttributes: someAttributes,
      comment: orNull(anyText),
    }),
  ],
  dropCompositeType: [OBJECT, DROP],
  createRangeType: [OBJECT, COLUMN, options<CreateRangeTypeOptions>(RANGE)],
  alterRangeType: [OBJECT, options<AlterRangeTypeOptions>({ comment: orNull(anyText) })],
  dropRangeType: [OBJECT, DROP],
  createSchema: [
    NAME,
    options<{ readonly ifNotExists?: boolean; readonly comment?: string }>({
      ifNotExists: yesOrNo,
      comment: anyText,
    }),
  ],
  dropSchema: [
    NAME,
    options<DropOptions & { readonly cascade?: boolean }>({ ifExists: yesOrNo, cascade: yesOrNo }),
  ],
  setSchemaComment: [NAME, required("text", orNull(anyText)), EXISTING],
} as const satisfies Readonly<Record<string, readonly Check[]>>;
