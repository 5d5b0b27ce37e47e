import type { Entity } from "../schema/object.js";
import { compareText } from "../schema/order.js";
import type { Schema } from "../schema/schema.js";
import { wordsOf } from "../util/inflection.js";
import type { ModelNames, TableModel } from "./model-names.js";
import type { ModelWriter } from "./model-writer.js";
import { importLine, importLines, joined, type ModelFile } from "./module-source.js";

/** The text of one module of several, and what it takes from the others. */
interface Module {
  readonly imports: string;
  readonly parts: readonly string[];
  readonly references: readonly string[];
}

/** A module of what `write` gives. */
export function moduleOf(s: ModelWriter, write: (s: ModelWriter) => readonly string[]): Module {
  const parts = write(s);
  return { parts, imports: importLines(s.imports), references: s.references };
}

interface SplitParts {
  readonly base: Module;
  readonly objects: Module;
  readonly tables: readonly (readonly [TableModel, Module])[];
  readonly entities: (list: readonly Entity[]) => Module;
  /** What stands at the end of the index of all. */
  readonly tail: string;
}

/** A folder of models by its name and a slash, or the one of all of them, with the files that are in it. */
interface Folder {
  readonly path: string;
  readonly taken: Set<string>;
}

/**
 * Lays models out in a file for each table, with the bases and what tables share beside them, and an index. Where the
 * tables are in several schemas, each schema has a folder with an index of its own.
 */
export function splitFiles(
  names: ModelNames,
  { defaultSchema, entities }: Pick<Schema, "defaultSchema" | "entities">,
  { base, objects, tables, entities: writeEntities, tail }: SplitParts,
): readonly ModelFile[] {
  const folderOf = foldersOf(
    [
      ...tables.map(([{ table }]) => table.schema),
      ...entities.filter(({ kind }) => kind !== "extension").map(({ schema }) => schema),
    ],
    defaultSchema,
  );
  const home = new Map<string, string>();
  for (const name of names.bases.values()) home.set(name, "base");
  for (const name of [names.enums, names.domains, names.userTypes].flatMap((map) => [...map.values()])) {
    home.set(name, "objects");
  }
  const modules = new Map([["base", base]]);
  if (objects.parts.length > 0) modules.set("objects", objects);
  for (const [model, module] of tables) {
    const { path, taken } = folderOf(model.table.schema);
    const file = path + freeName(model.name, taken);
    home.set(model.name, file);
    modules.set(file, module);
  }
  for (const [path, list] of groupedBy(entities, (each) => homeOf(each, folderOf))) {
    modules.set(`${path}entities`, writeEntities(list));
  }
  const files = [...modules].map(([path, { imports, parts, references }]): ModelFile => {
    const others = groupedBy(
      references.filter((name) => home.get(name) !== path),
      (name) => importPath(path, home.get(name)!),
    );
    const lines = [...others.keys()].sort(compareText).map((from) => importLine(others.get(from)!, from));
    return { path: `${path}.ts`, contents: joined([imports + lines.join(""), ...parts]) };
  });
  return [...files, ...indexes([...modules.keys()], tail)].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a list holds by a key, in the order in which the keys come. */
function groupedBy<T>(list: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

/** The index of each folder, of which that of all has those of the others. */
function indexes(paths: readonly string[], tail: string): readonly ModelFile[] {
  const inside = groupedBy(
    paths.filter((path) => path.includes("/")),
    (path) => path.slice(0, path.indexOf("/")),
  );
  const exported = (list: readonly string[]) =>
    list.map((path) => `export * from "./${path}.ts";\n`).join("");
  const top = paths.filter((path) => !path.includes("/"));
  const folders = [...inside.keys()].sort(compareText);
  return [
    ...folders.map((folder) => ({
      path: `${folder}/index.ts`,
      contents: exported(inOrder(inside.get(folder)!.map((path) => path.slice(folder.length + 1)))),
    })),
    {
      path: "index.ts",
      contents: joined([exported([...inOrder(top), ...folders.map((each) => `${each}/index`)]), tail]),
    },
  ];
}

/** The base and what is shared come first, and what is declared by its SQL last. */
function inOrder(names: readonly string[]): readonly string[] {
  const rank = (name: string) => (name === "base" ? 0 : name === "objects" ? 1 : name === "entities" ? 3 : 2);
  return [...names].sort((a, b) => rank(a) - rank(b) || compareText(a, b));
}

/** The folder of each schema: one for all of them, or one for each where there are several. */
function foldersOf(
  schemas: readonly (string | undefined)[],
  defaultSchema: string | undefined,
): (schema: string | undefined) => Folder {
  const all = { path: "", taken: new Set(["index", "base", "objects", "entities"]) };
  const several = [...new Set(schemas)].sort((a, b) => compareText(a ?? "", b ?? ""));
  if (several.length < 2) return () => all;
  const taken = new Set(["index", "base", "objects", "entities"]);
  const folders = new Map(
    several.map((schema) => [
      schema,
      {
        path: `${freeName(schema ?? defaultSchema ?? "main", taken)}/`,
        taken: new Set(["index", "entities"]),
      },
    ]),
  );
  return (schema) => folders.get(schema) ?? all;
}

/** An extension is of the whole database, and what is on a table stands with it. */
function homeOf({ kind, schema, table }: Entity, folderOf: (schema: string | undefined) => Folder): string {
  return kind === "extension" ? "" : folderOf(table ? table.schema : schema).path;
}

/** The file of a class, or the folder of a schema: `OrderItem` in `order-item`; no two differ by case alone. */
function freeName(whole: string, taken: Set<string>): string {
  const base = wordsOf(whole).join("-").toLowerCase() || "model";
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  taken.add(name);
  return name;
}

/** A module as another one names it. */
function importPath(from: string, to: string): string {
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  if (to.startsWith(folder)) return `./${to.slice(folder.length)}.ts`;
  return `../${to}.ts`;
}
