import { aText, yesOrNo } from "../schema/define/argument.js";
import {
  anOperator,
  someMappings,
  twoTypes,
  VIEW_INDEX_RULES,
  type ViewIndexForm,
} from "../schema/define/catalog-entity.js";
import {
  ARGUMENTS,
  DROP,
  NAME,
  OBJECT,
  options,
  REPLACE,
  RESTORE,
  required,
  SQL,
  TABLE,
} from "./argument-check.js";
import type { ParserOptions } from "./catalog-operations.js";
import type { ReplaceOptions, RestoreOptions } from "./entity-operations.js";

const EVENT = required("event", aText);
const TYPES = required("types", twoTypes);
const METHOD = required("method", aText);
const MAPPINGS = required("mappings", someMappings);
const OPERATOR = required("name", (value) =>
  anOperator(typeof value === "object" && value !== null && "name" in value ? value.name : value),
);

/** What the operations on rules, casts, operators, text search and event triggers take. */
export const CATALOG_ARGUMENTS = {
  createViewIndex: [
    NAME,
    TABLE,
    SQL,
    options<ViewIndexForm & RestoreOptions>({ ...VIEW_INDEX_RULES, restore: yesOrNo }),
  ],
  replaceViewIndex: [NAME, TABLE, SQL, options<ViewIndexForm>(VIEW_INDEX_RULES)],
  dropViewIndex: [NAME, TABLE, DROP],
  createRule: [NAME, TABLE, EVENT, SQL, RESTORE],
  replaceRule: [NAME, TABLE, EVENT, SQL],
  dropRule: [NAME, TABLE, DROP],
  createEventTrigger: [NAME, EVENT, SQL, RESTORE],
  replaceEventTrigger: [NAME, EVENT, SQL],
  dropEventTrigger: [NAME, DROP],
  createCast: [TYPES, SQL, RESTORE],
  replaceCast: [TYPES, SQL],
  dropCast: [TYPES, DROP],
  createOperator: [OPERATOR, ARGUMENTS, SQL, RESTORE],
  replaceOperator: [OPERATOR, ARGUMENTS, SQL],
  dropOperator: [OPERATOR, ARGUMENTS, DROP],
  createOperatorClass: [OBJECT, METHOD, SQL, RESTORE],
  replaceOperatorClass: [OBJECT, METHOD, SQL],
  dropOperatorClass: [OBJECT, METHOD, DROP],
  createTextSearchDictionary: [OBJECT, SQL, RESTORE],
  replaceTextSearchDictionary: [OBJECT, SQL, REPLACE],
  dropTextSearchDictionary: [OBJECT, DROP],
  createTextSearchConfiguration: [
    OBJECT,
    MAPPINGS,
    options<RestoreOptions & ParserOptions>({ restore: yesOrNo, parser: aText }),
  ],
  replaceTextSearchConfiguration: [
    OBJECT,
    MAPPINGS,
    options<ReplaceOptions & ParserOptions>({ recreate: yesOrNo, parser: aText }),
  ],
  dropTextSearchConfiguration: [OBJECT, DROP],
};
