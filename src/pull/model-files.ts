import type { Dialect } from "../dialect/dialect.js";
import { type Code, callCode, layOut, objectCode, stringCode } from "../ops/code.js";
import { displayName, nameKey } from "../schema/name.js";
import type { Unsupported } from "../schema/object.js";
import { creationOrder } from "../schema/order.js";
import type { Schema } from "../schema/schema.js";
import { lineComments } from "./doc-comment.js";
import { entitySources } from "./entity-source.js";
import { nameModels } from "./model-names.js";
import { ModelWriter } from "./model-writer.js";
import { importLines, joined, type ModelFile } from "./module-source.js";
import { type FoundNaming, findNaming } from "./naming.js";
import { objectSources } from "./object-source.js";
import { inferRelationships } from "./relationships.js";
import { moduleOf, splitFiles } from "./split-files.js";
import { commonOptions } from "./table-options.js";
import { circularColumns, type TableSourceContext, tableSource } from "./table-source.js";

/** How models are laid out in files. */
export interface ModelFileOptions {
  /** A file for each table, in a folder for each schema where there are several, and an index of all. */
  readonly split: boolean;
}

/**
 * Writes a reflected schema as models, in one file or in several. The same schema always gives the same bytes.
 *
 * @param left what the database holds and models cannot say; it is listed at the end
 */
export function modelFiles(
  schema: Schema,
  left: readonly Unsupported[],
  dialect: Pick<Dialect, "spelling" | "features" | "vocabulary" | "optionRules">,
  { split }: ModelFileOptions,
): readonly ModelFile[] {
  const { spelling, features, vocabulary } = dialect;
  const naming = findNaming(schema, features);
  const names = nameModels(schema, naming, dialect);
  const context: TableSourceContext = {
    names,
    naming,
    features,
    relationships: inferRelationships(names),
    circular: circularColumns(names),
    options: commonOptions(schema.tables),
  };
  const newWriter = () => new ModelWriter(spelling, names, dialect);
  const models = creationOrder(schema.tables).tables.map((table) => names.tables.get(nameKey(table))!);
  const writeObjects = (s: ModelWriter) => objectSources(schema, names, vocabulary, s);
  if (!split) {
    const s = newWriter();
    const parts = [
      basesSource(context, s),
      ...writeObjects(s),
      ...models.map((model) => tableSource(model, context, s)),
      ...entitySources(schema.entities, names, s),
      leftOut(left),
    ];
    return [{ path: "index.ts", contents: joined([importLines(s.imports), ...parts]) }];
  }
  return splitFiles(names, schema, {
    base: moduleOf(newWriter(), (s) => [basesSource(context, s)]),
    objects: moduleOf(newWriter(), writeObjects),
    tables: models.map((model) => [model, moduleOf(newWriter(), (s) => [tableSource(model, context, s)])]),
    entities: (list) => moduleOf(newWriter(), (s) => entitySources(list, names, s)),
    tail: leftOut(left),
  });
}

/** The bases: one for each schema, the first of which has the metadata with the rules for all tables. */
function basesSource({ names, naming, options: common }: TableSourceContext, s: ModelWriter): string {
  return [...names.bases]
    .map(([schema, name], i) => {
      const first = [...names.bases.values()][0]!;
      const head = `export const ${name} = `;
      const options: (readonly [string, Code])[] =
        i === 0
          ? [...namingOption(naming), ...(common ? [["tableOptions", s.value(common)] as const] : [])]
          : [["metadata", `${first}.metadata`]];
      if (schema !== undefined) options.push(["schema", stringCode(schema)]);
      const code = callCode(s.use("declarativeBase"), ...(options.length > 0 ? [objectCode(options)] : []));
      return `${head}${layOut(code, 0, head.length, 1)};\n`;
    })
    .join("");
}

function namingOption({ columns, patterns }: FoundNaming): (readonly [string, Code])[] {
  const entries = Object.entries(patterns).map(([kind, pattern]) => [kind, stringCode(pattern)] as const);
  const isSnake = columns === "snake_case";
  if (entries.length === 0) return isSnake ? [["naming", stringCode(columns)]] : [];
  const rule = isSnake ? [["columns", stringCode(columns)] as const] : [];
  return [["naming", objectCode([...rule, ...entries])]];
}

/** What is in the database and not in the models, as comments. */
function leftOut(left: readonly Unsupported[]): string {
  if (left.length === 0) return "";
  const lines = left.map((each) => `- ${each.what} ${displayName(each)}`.replace(/\s+/g, " "));
  return lineComments(["In the database, and not in these models; migr leaves it alone:", ...lines]);
}
