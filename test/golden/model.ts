import { runInNewContext } from "node:vm";
import * as api from "../../src/index.js";
import type { Schema } from "../../src/schema/schema.js";

/** The schema that statements such as `table("users", { id: integer().primaryKey() })` declare. */
export function schemaOf(statements: string): Schema {
  return metadataOf(statements).toSchema();
}

/** The models that such statements declare. */
export function metadataOf(statements: string): api.MetaData {
  const metadata = new api.MetaData();
  const table = (name: string, spec: object, items?: Parameters<typeof api.table>[3]) =>
    api.table(name, metadata, spec, items);
  runInNewContext(`"use strict";\n${statements}`, { ...api, table });
  return metadata;
}
