import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { TRANSFORM_VERSION, transformSource } from "../../../src/loader/transform.js";

describe("transforming a source", () => {
  it("notes what it imports, without types and in order", () => {
    const { imports, requires, esm, async } = transformSource(
      `import type { A } from "./types";
       import { type B, c } from "./b";
       import { D } from "./only-a-type";
       export * from "./e";
       export * as f from "./f";
       export { g } from "./g";
       import "./h";
       import i = require("./i");
       const used: D = [c, i, require("./j")];
       void import("./dynamic");`,
      "/x.ts",
      true,
    );
    expect(imports).toEqual(["./b", "./e", "./f", "./g", "./h"]);
    expect(requires).toEqual(["./i", "./j"]);
    expect([esm, async]).toEqual([true, false]);
  });

  it.each([
    ["await x;", true],
    ["for await (const a of b) c(a);", true],
    ["async function f() { await x; for await (const a of b) c(a); }", false],
    ["const f = async () => await x; class A { async m() { await x; } }", false],
  ])("knows whether %s awaits at the top level", (source, expected) => {
    expect(transformSource(`${source} export {};`, "/x.ts", true).async).toBe(expected);
  });

  it("takes a function parameter called require for what it is", () => {
    const { requires } = transformSource(`export default (require: any) => require("./x");`, "/x.ts", true);
    expect(requires).toEqual([]);
  });

  it("keeps every statement on its line", () => {
    const source = `interface A {
  a: string;
}
enum B { C }

export const one = "one" satisfies string;
type D =
  | 1;
export function two(
  a: A,
): void {
  return three<
    string
  >(a);
}
`;
    const lines = transformSource(source, "/x.ts", true).code.split("\n");
    const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    expect(lineOf("const one")).toBe(6);
    expect(lineOf("function two")).toBe(9);
    expect(lineOf("return three")).toBe(12);
  });

  it("has a version that names the transformer in use", () => {
    const { version } = createRequire(import.meta.url)("jiti/package.json") as { version: string };
    expect(TRANSFORM_VERSION).toMatch(/^\d+\+jiti-/);
    expect(version.startsWith(`${TRANSFORM_VERSION.split("jiti-")[1]}.`)).toBe(true);
  });
});
