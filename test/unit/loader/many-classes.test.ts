import { describe, expect, it } from "vitest";
import { transformSource } from "../../../src/loader/transform.js";

describe("a file of many classes", () => {
  it("is turned into code, each class once, with and without decorators", () => {
    const classes = Array.from(
      { length: 60 },
      (_, i) => `export class T${i} { readonly id: number = ${i}; }`,
    );
    const plain = transformSource(classes.join("\n"), "/models.ts", true);
    expect(plain.code.match(/class T\d+ /g)).toHaveLength(60);
    const decorated = [
      "const mark = (target: unknown, _: unknown) => target;",
      "@mark",
      ...classes.slice(0, 3),
    ];
    const { code } = transformSource(decorated.join("\n"), "/models.ts", true);
    expect(code.match(/class T\d+ /g)).toHaveLength(3);
    expect(code).toContain("mark");
  });
});
