import { describe, expect, it } from "vitest";
import { transformSource } from "../../../src/loader/transform.js";

const PADDING = "// what makes a file large\n".repeat(3000);
const WAY = /var _m\d+ = require/;

/** What modules give that sources of tests import. */
const MODULES: Readonly<Record<string, object>> = {
  tools: {
    __esModule: true,
    make: function (this: unknown, ...given: readonly unknown[]) {
      return {
        made: given.map((each) => (typeof each === "function" ? each() : each)),
        bare: this === undefined,
      };
    },
    tag: (texts: readonly string[], ...values: readonly unknown[]) => [...texts, ...values].join("|"),
    Base: {
      model: (name: string) => Object.assign(class {}, { modelName: name }),
    },
    default: "the default",
    value: 7,
  },
  other: { __esModule: true, b: "b of other" },
};

/** What a file exports, with what it asked for, in that order. */
function evaluated(source: string) {
  const { code, ...facts } = transformSource(source, "/project/models.ts", true);
  const exports: Record<string, unknown> = {};
  const asked: string[] = [];
  const require = (from: string) => {
    asked.push(from);
    return MODULES[from] ?? {};
  };
  new Function("exports", "require", code)(exports, require);
  const shown = Object.fromEntries(
    Object.entries(exports)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [
        name,
        typeof value === "function" && !isClass(value) ? value() : described(value),
      ]),
  );
  return { shown: JSON.stringify(shown, null, 1), asked, ...facts, code };
}

const isClass = (value: unknown) => /^class\b/.test(String(value));

/** A class by what an instance of it holds. */
function described(value: unknown): unknown {
  if (!isClass(value)) return value;
  const made = new (value as new () => { posts?: unknown; run?: () => unknown })();
  return [{ ...made }, made.posts, made.run?.(), (value as { modelName?: unknown }).modelName];
}

const SOURCES: Readonly<Record<string, string>> = {
  "calls what is imported without an object, and by its name alone": `import { make, tag as sql, value, type Make } from "tools";
export const a = make(1, value);
export const b = sql\`x\${value}y\`;
export const c: Make | number = { value, make: make(), nested: [value, ...[value]] } as unknown as Make;
export const d = value!.toFixed<string>(2) satisfies string;`,
  "imports a default and a module as a whole": `import whole, * as all from "tools";
import type { T } from "nowhere";
import { OnlyType } from "types-alone";
import "side-effects";
interface I extends OnlyType { a: T }
type U = I | string;
export interface J { b: U }
export type K = J;
export const made = [whole, all.value, all.make()];
const later: K = {} as K;
export const done = later;`,
  "exports functions before they run, and classes": `import { Base, make, value } from "tools";
export async function upgrade(op: { run(): Promise<void> } = { run: async () => undefined }): Promise<void> {
  for (const each of [1, 2]) {
    await op.run();
    if (each > value) { make(each) } else make(each)
  }
}
export function plain<T>({ a, b: [c] }: { a: number; b: T[] } = { a: 1, b: [] }, ...rest: T[]): unknown {
  try { throw new Error("x"); } catch { return [a, c, rest.length, helper(1)] }
}
function helper(n?: number): number { switch (n) { case 1: n = value
  make(n)
  return n; default: return 0; } }
export class User extends Base.model("users") {
  id = make(1);
  name: string = "n";
  static also: number = value;
  get posts(): unknown { return make(value, () => Late.name); }
  run() { return this.id; }
}
class Late {}`,
  "keeps statements apart that end without a semicolon": `import { make, tag } from "tools"
let n = 0
export const got: unknown[] = []
const f = (given: unknown) => { got.push(given) }
n = 1
make(n)
tag\`\${n}\`
f(n)`,
  "exports several values at once": `import { value } from "tools";\nexport const one = value, two: number = 2;\nconst g = <T,>(x: T): T => x;\nexport const three = g(3);`,
};

describe("a large module", () => {
  it.each(Object.entries(SOURCES))("%s, as a small one does", (_, source) => {
    const [small, large] = [evaluated(source), evaluated(`${source}\n${PADDING}`)];
    expect(large.code).toMatch(WAY);
    expect(small.code).not.toMatch(/var _m\d/);
    expect({ ...large, code: "" }).toEqual({ ...small, code: "" });
  });

  it("has every statement on its line", () => {
    const source = `import {\n  make,\n} from "tools";\n\nexport const a: {\n  b: string;\n} = make();\nexport const c = 1;\n${PADDING}`;
    const lines = transformSource(source, "/x.ts", true).code.split("\n");
    expect(lines.length).toBe(source.split("\n").length);
    expect(lines[6]).toContain("(0, _m0.make)()");
    expect(lines[7]).toContain("const c = exports.c = 1");
  });

  it.each([
    "export let a = 1; a++;",
    "export default 1;",
    "enum A { B } export const a = A.B;",
    'import { value } from "tools"; export const f = (value: number) => value;',
    "export const a = await 1;",
    "export class A { constructor(private b = 1) {} }",
    "export const a = import.meta.url;",
    'export const a = import("tools");',
    'const a = 1; export { a }; export * from "tools";',
    "export function a() { return 1 } (a as unknown) = 2;",
    "namespace A { export const b = 1 } export const c = A.b;",
    'const a = 1; import { value } from "tools"; export const b = value + a;',
    "export const a = 1 as number\n/* then */;[1].length",
    "let a = 1\ninterface B {}\n(a); export const c = a",
  ])("is left to Babel where it is not plain: %s", (source) => {
    const small = transformSource(source, "/x.ts", true);
    const large = transformSource(`${source}\n${PADDING}`, "/x.ts", true);
    const bare = (code: string) => code.replaceAll(/\/\/ what makes a file large|\s/g, "");
    expect({ ...large, code: bare(large.code) }).toEqual({ ...small, code: bare(small.code) });
  });

  it("tells where it cannot be parsed", () => {
    expect(() => transformSource(`${PADDING}const = 1;`, "/x.ts", true)).toThrow("/x.ts:3001:7");
  });
});
