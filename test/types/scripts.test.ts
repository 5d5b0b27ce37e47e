import { expect, it } from "vitest";
import { scriptSamples, scriptText } from "../support/models/scripts.js";
import { typeErrors } from "../support/type-errors.js";

it("generated scripts compile under the strictest options", async () => {
  const samples = await scriptSamples(60);
  const scripts = samples.map(({ rendered }, i) => [`script-${i}.ts`, scriptText(rendered)] as const);
  expect(typeErrors(new Map(scripts))).toEqual([]);
}, 120_000);
