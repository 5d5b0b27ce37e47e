import { expect, it } from "vitest";
import { remembering } from "../../../src/util/remember.js";

it("a remembering function works out each answer once", () => {
  const asked: string[] = [];
  const shout = remembering((text) => {
    asked.push(text);
    return { text: text.toUpperCase() };
  });
  expect(shout("a")).toBe(shout("a"));
  expect(shout("b")).toEqual({ text: "B" });
  expect(asked).toEqual(["a", "b"]);
});
