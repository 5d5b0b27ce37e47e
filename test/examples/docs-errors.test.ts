import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT, readPage } from "../support/docs/blocks.js";
import { errorsPage } from "../support/docs/errors-page.js";

const PAGE = "docs/errors.md";

it("docs/errors.md is what the catalog of codes says; UPDATE_DOCS=1 writes it", () => {
  if (process.env["UPDATE_DOCS"]) writeFileSync(join(ROOT, PAGE), errorsPage());
  expect(readPage(PAGE)).toBe(errorsPage());
});
