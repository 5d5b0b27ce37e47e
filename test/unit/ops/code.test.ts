import { describe, expect, it } from "vitest";
import {
  arrayCode,
  blockCode,
  callCode,
  chainCode,
  layOut,
  objectCode,
  remarkCode,
  statements,
  stringCode,
  templateCode,
} from "../../../src/ops/code.js";

const long = (letter: string, length = 45) => stringCode(letter.repeat(length));

describe("code", () => {
  it("stays on one line where it fits", () => {
    expect(layOut(callCode("f", "1", objectCode([["a", "2"]]), arrayCode(["3"])), 0)).toBe(
      "f(1, { a: 2 }, [3])",
    );
    expect(layOut(objectCode([]), 0)).toBe("{}");
    expect(layOut(arrayCode([]), 0)).toBe("[]");
    expect(layOut(callCode("f"), 0)).toBe("f()");
  });

  it("fits up to the hundredth column", () => {
    const call = callCode("f", stringCode("x".repeat(95)));
    expect(layOut(call, 0)).toHaveLength(100);
    expect(layOut(call, 0, 1)).toContain("\n");
    expect(layOut(call, 0, 0, 1)).toContain("\n");
  });

  it("opens its last argument first", () => {
    const code = callCode(
      "f",
      stringCode("a"),
      objectCode([
        ["b", long("c")],
        ["d", long("e")],
      ]),
    );
    expect(layOut(code, 2)).toBe(`f("a", {\n    b: ${long("c")},\n    d: ${long("e")},\n  })`);
  });

  it("gives each argument a line where the last two are alike, or the last cannot open", () => {
    const lists = callCode("f", arrayCode([long("a")]), arrayCode([long("b")]));
    expect(layOut(lists, 0)).toBe(`f(\n  [${long("a")}],\n  [${long("b")}],\n)`);
    expect(layOut(callCode("f", long("a", 60), long("b", 60)), 0)).toBe(
      `f(\n  ${long("a", 60)},\n  ${long("b", 60)},\n)`,
    );
  });

  it("keeps three calls together where the last opens an object that is too long for a line", () => {
    const chain = (value: string) =>
      chainCode(
        callCode("uuid"),
        callCode(".named", stringCode("uid")),
        callCode(
          ".references",
          "Room.c.uid",
          objectCode([
            ["onDelete", value],
            ["match", '"full"'],
          ]),
        ),
      );
    expect(layOut(chain(long("a", 60)), 2)).toBe(
      `uuid().named("uid").references(Room.c.uid, {\n    onDelete: ${long("a", 60)},\n    match: "full",\n  })`,
    );
    expect(layOut(chain(long("a", 36)), 2)).toBe(
      `uuid()\n    .named("uid")\n    .references(Room.c.uid, { onDelete: ${long("a", 36)}, match: "full" })`,
    );
  });

  it("gives each call of a chain a line, but keeps a pair together", () => {
    const chain = chainCode(callCode("text"), callCode(".nullable"), callCode(".comment", long("a", 80)));
    expect(layOut(chain, 2)).toBe(`text()\n    .nullable()\n    .comment(${long("a", 80)})`);
    const pair = chainCode(callCode("text"), callCode(".comment", long("a", 90)));
    expect(layOut(pair, 2)).toBe(`text().comment(\n    ${long("a", 90)},\n  )`);
  });

  it("puts a text that is too long for its property on the next line", () => {
    const code = objectCode([["comment", long("a", 95)]]);
    expect(layOut(code, 0)).toBe(`{\n  comment:\n    ${long("a", 95)},\n}`);
  });

  it("writes blocks with their statements, remarks above", () => {
    const code = callCode(
      "f",
      blockCode("(b) =>", [remarkCode("why\nnot", callCode("b.x")), callCode("b.y")]),
    );
    expect(statements([code], 2, "await ")).toBe(
      "  await f((b) => {\n    // why not\n    b.x();\n    b.y();\n  });\n",
    );
  });
});

describe("keys of objects", () => {
  it.each([
    ["plain", "plain"],
    ["$a_1", "$a_1"],
    ["order by", '"order by"'],
    ['say "hi"', `'say "hi"'`],
    ["__proto__", '["__proto__"]'],
    ["1", '"1"'],
  ])("%s is written %s", (key, written) => {
    expect(layOut(objectCode([[key, "1"]]), 0)).toBe(`{ ${written}: 1 }`);
  });
});

describe("texts", () => {
  it.each([
    "",
    "it's",
    'say "hi"',
    `both ' and "`,
    "\\",
    "a\nb\tc\r",
    "\u0000\u001b\u007f",
    "\u2028",
    "😀",
    "\udc00",
  ])("%j mean themselves as string and template", (text) => {
    const evaluate = (code: string) => new Function(`return ${code}`)() as unknown;
    expect(evaluate(stringCode(text))).toBe(text);
    expect(evaluate(`\`${templateCode(text)}\``)).toBe(text);
  });

  it("of a template hold nothing that is run", () => {
    const opening = ["$", "{"].join("");
    const text = `${opening}a} \`b\` $ {c} \\${opening}d}`;
    expect(templateCode(text)).toBe(`\\${opening}a} \\\`b\\\` $ {c} \\\\\\${opening}d}`);
  });

  it("take the quote that they hold less often", () => {
    expect(stringCode("it's")).toBe(`"it's"`);
    expect(stringCode('"')).toBe(`'"'`);
    expect(stringCode(`'"`)).toBe(`"'\\""`);
  });
});
