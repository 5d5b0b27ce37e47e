import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { topoSort } from "../../src/util/graph.js";
import { FILES, IMPORTS, isBelow, ROOT } from "./source.js";

/** Folders by layer, lowest first: a folder may import itself and what is below it, never its neighbours. */
const LAYERS: readonly (readonly string[])[] = [
  ["util"],
  ["errors"],
  ["types", "revision", "loader"],
  ["sql"],
  ["schema"],
  ["ddl"],
  ["ops"],
  ["dialect"],
  ["dialects/*"],
  ["engine"],
  ["inspect", "compare", "orm"],
  ["migrate", "pull"],
  ["config"],
  ["api"],
  ["cli"],
];

/** The one file that belongs to no layer: the public surface, which may import all and which nothing imports. */
const OUTSIDE = "src/index.ts";

interface Place {
  readonly layer: number;
  readonly folder: string;
}

function placeOf(path: string): Place | null {
  const parts = path.split("/").slice(1);
  // The registry lies beside the dialects' folders and loads them; they do not know it.
  if (parts[0] === "dialects") {
    const layer = layerOf("dialects/*");
    return parts.length > 2
      ? { layer, folder: `dialects/${parts[1]}` }
      : { layer: layer + 0.5, folder: "dialects" };
  }
  const folder = parts.length > 1 ? parts[0]! : "";
  const layer = layerOf(folder);
  return layer === -1 ? null : { layer, folder };
}

function layerOf(folder: string): number {
  return LAYERS.findIndex((folders) => folders.includes(folder));
}

describe("the layers", () => {
  it("hold every file but the public surface", () => {
    const homeless = FILES.map((file) => file.path).filter(
      (path) => path !== OUTSIDE && placeOf(path) === null,
    );
    expect(homeless).toEqual([]);
  });

  it("import only what is below them", () => {
    const wrong = IMPORTS.filter(({ from, to }) => {
      const [user, used] = [placeOf(from), placeOf(to)];
      if (from === OUTSIDE || user === null || used === null) return false;
      return user.folder !== used.folder && user.layer <= used.layer;
    });
    expect(wrong.map(({ from, to, line }) => `${from}:${line} imports ${to}`)).toEqual([]);
  });

  it("never import the public surface", () => {
    const wrong = IMPORTS.filter(({ to }) => to === OUTSIDE);
    expect(wrong.map(({ from, line }) => `${from}:${line}`)).toEqual([]);
  });

  it("are those of the map in src/README.md", () => {
    const rows = readFileSync(join(ROOT, "src", "README.md"), "utf8").matchAll(/^\|\s*(\d+)\s*\|([^|]+)\|/gm);
    const documented: string[][] = [];
    for (const [, layer, cell] of rows) {
      const folders = cell!.split(",").map((name) => name.replaceAll("`", "").replace(/\/$/, "").trim());
      documented[Number(layer)] = [...(documented[Number(layer)] ?? []), ...folders];
    }
    expect(documented.map((folders) => [...folders].sort())).toEqual(
      LAYERS.map((folders) => [...folders].sort()),
    );
  });
});

describe("the imports", () => {
  it("name files that exist", () => {
    const dangling = IMPORTS.filter(({ to }) => !existsSync(join(ROOT, to)));
    expect(dangling.map(({ from, to, line }) => `${from}:${line} imports ${to}`)).toEqual([]);
  });

  it("never go round in a circle", () => {
    const { cycle } = topoSort(
      FILES.map((file) => file.path),
      (path) => IMPORTS.filter(({ from }) => from === path).map(({ to }) => to),
    );
    expect(cycle, cycle?.join("\n  imports ")).toBeNull();
  });

  it("reach a dialect through the registry alone", () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => !isBelow(from, "dialects") && isBelow(to, "dialects"),
    ).filter(({ from, to }) => from !== OUTSIDE && to !== "src/dialects/registry.ts");
    expect(wrong.map(({ from, to, line }) => `${from}:${line} imports ${to}`)).toEqual([]);
  });
});
