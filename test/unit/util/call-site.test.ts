import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { callSite } from "../../../src/util/call-site.js";

const stack = (...places: string[]) => ["Error: x", ...places.map((place) => `    at ${place}`)].join("\n");
const OWN = "f (/lib/migr/dist/index.js:9:9)";

describe("the place that called this package", () => {
  it("is the first one outside of it, from the working folder", () => {
    const models = join(process.cwd(), "src/models.ts");
    expect(callSite(stack(OWN, "new X (node:internal/x:1:1)", `g (${models}:3:22)`))).toBe(
      "src/models.ts:3:22",
    );
    expect(callSite(stack(OWN, "g (/elsewhere/models.ts:3:22)"))).toBe("/elsewhere/models.ts:3:22");
    expect(callSite(stack(OWN, "/elsewhere/models.ts:3:22"))).toBe("/elsewhere/models.ts:3:22");
  });

  it("is a path where the stack has a URL", () => {
    const url = pathToFileURL("/an ünusual (100%) folder/models.mjs").href;
    expect(callSite(stack(OWN, `${url}:3:22`))).toBe("/an ünusual (100%) folder/models.mjs:3:22");
    expect(callSite(stack(OWN, `Object.<anonymous> (${url}:3:22)`))).toBe(
      "/an ünusual (100%) folder/models.mjs:3:22",
    );
  });

  it("is unknown without a stack", () => {
    expect(callSite(undefined)).toBeNull();
    expect(callSite(stack(OWN))).toBeNull();
  });
});
