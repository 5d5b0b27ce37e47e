import type { Dialect } from "../dialect/dialect.js";
import { type Code, callCode, layOut, objectCode, stringCode } from "../ops/code.js";
import { displayName, nameKey } from "../schema/name.js";
import type { Unsupported } from "../schema/object.js";
import { creationOrder } from "../schema/order.js";
import type { Schema } from "../schema/schema.js";
import { wordsOf } from "../util/inflection.js";
import { lineComments } from "./doc-comment.js";
import { entitySources } from "./entity-source.js";
import { type ModelNames, nameModels, type TableModel } from "./model-names.js";
import { ModelWriter } from "./model-writer.js";
import { type FoundNaming, findNaming } from "./naming.js";
import { objectSources } from "./object-source.js";
import { inferRelationships } from "./relationships.js";
import { commonOptions } from "./table-options.js";
import { circularColumns, type TableSourceContext, tableSource } from "./table-source.js";

/** A file of models: its path inside the folder of models, and its text. */
export interface ModelFile {
  readonly path: string;
  readonly contents: string;
}

/** How models are laid out in files. */
export interface ModelFileOptions {
  /** A file for each table beside those of the base and of shared types, and an index of all. */
  readonly split: boolean;
}

const INDEX = "index.ts";

/**
 * Writes a reflected schema as models, in one file or in several. The same schema always gives the same bytes.
 *
 * @param left what the database holds and models cannot say; it is listed at the end
 */
export function modelFiles(
  schema: Schema,
  left: readonly Unsupported[],
  { spelling, features, vocabulary }: Pick<Dialect, "spelling" | "features" | "vocabulary">,
  { split }: ModelFileOptions,
): readonly ModelFile[] {
  const naming = findNaming(schema, features);
  const names = nameModels(schema, naming);
  const context: TableSourceContext = {
    names,
    naming,
    features,
    relationships: inferRelationships(names),
    circular: circularColumns(names),
    options: commonOptions(schema.tables),
  };
  const newWriter = () => new ModelWriter(spelling, names);
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
    return [{ path: INDEX, contents: joined([importLines(s.imports), ...parts]) }];
  }
  return splitFiles(names, models, {
    base: module(newWriter(), (s) => [basesSource(context, s)]),
    objects: module(newWriter(), writeObjects),
    table: (model) => module(newWriter(), (s) => [tableSource(model, context, s)]),
    entities: module(newWriter(), (s) => entitySources(schema.entities, names, s)),
    left,
  });
}

/** The text of one module of several, and what it takes from the others. */
interface Module {
  readonly imports: string;
  readonly parts: readonly string[];
  readonly references: readonly string[];
}

function module(s: ModelWriter, write: (s: ModelWriter) => readonly string[]): Module {
  const parts = write(s);
  return { parts, imports: importLines(s.imports), references: s.references };
}

interface SplitParts {
  readonly base: Module;
  readonly objects: Module;
  readonly table: (model: TableModel) => Module;
  readonly entities: Module;
  readonly left: readonly Unsupported[];
}

function splitFiles(
  names: ModelNames,
  models: readonly TableModel[],
  { base, objects, table, entities, left }: SplitParts,
): readonly ModelFile[] {
  const taken = new Set(["index", "base", "objects", "entities"]);
  const files = new Map(models.map((model) => [model.name, fileName(model.name, taken)]));
  const home = new Map(files);
  for (const name of names.bases.values()) home.set(name, "base");
  for (const name of [names.enums, names.domains, names.userTypes].flatMap((map) => [...map.values()]))
    home.set(name, "objects");
  const write = (path: string, { imports, parts, references }: Module): ModelFile => {
    const others = new Map<string, string[]>();
    for (const name of references) {
      const from = home.get(name)!;
      if (from !== path) others.set(from, [...(others.get(from) ?? []), name]);
    }
    const lines = [...others.keys()].sort().map((from) => importLine(others.get(from)!, `./${from}.ts`));
    return { path: `${path}.ts`, contents: joined([imports + lines.join(""), ...parts]) };
  };
  const hasObjects = objects.parts.length > 0;
  const hasEntities = entities.parts.length > 0;
  const own = [...files.values()].sort();
  const paths = ["base", ...(hasObjects ? ["objects"] : []), ...own, ...(hasEntities ? ["entities"] : [])];
  return [
    write("base", base),
    ...(hasObjects ? [write("objects", objects)] : []),
    ...(hasEntities ? [write("entities", entities)] : []),
    ...models.map((model) => write(files.get(model.name)!, table(model))),
    {
      path: INDEX,
      contents: joined([paths.map((path) => `export * from "./${path}.ts";\n`).join(""), leftOut(left)]),
    },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The file of a class: `OrderItem` in `order-item`; no two differ by case alone. */
function fileName(model: string, taken: Set<string>): string {
  const base = wordsOf(model).join("-").toLowerCase() || "model";
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  taken.add(name);
  return name;
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

function importLines(imports: ModelWriter["imports"]): string {
  return Object.entries(imports)
    .map(([from, names]) => importLine(names, from))
    .join("");
}

function importLine(names: readonly string[], from: string): string {
  if (names.length === 0) return "";
  const line = `import { ${names.join(", ")} } from ${stringCode(from)};\n`;
  if (line.length <= 101) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from ${stringCode(from)};\n`;
}

/** Parts of a file with an empty line between them. */
function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
