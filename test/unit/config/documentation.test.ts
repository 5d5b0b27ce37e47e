import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CONFIG_KEYS } from "../../../src/config/check.js";

it("docs/configuration.md lists every key, in the order of the code, and no other", () => {
  const page = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(documented).toEqual(CONFIG_KEYS);
});
