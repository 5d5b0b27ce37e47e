import { describe, expect, it } from "vitest";
import { positionIn, positionWithin } from "../../../src/loader/position.js";
import { stackPositions } from "../../../src/util/stack.js";

const STACK = `Error: at the (file:1:1) of it
    at node:internal/process/task_queues:95:5
    at helper (/p/node_modules/lib/index.js:3:4)
    at Object.<anonymous> (/p/a (b)/x.ts:14:9)
    at /p/a (b)/y.ts:5:6
    at async file:///p/c%20d/z.mjs:7:8
    at async Promise.all (index 0)
    at new Thing (<anonymous>)
    at async run (file:///q/r.js:9:1)`;

describe("the places of a stack", () => {
  it("are read in every form that frames have", () => {
    expect(stackPositions(STACK)).toEqual([
      { file: "/p/node_modules/lib/index.js", line: 3, column: 4 },
      { file: "/p/a (b)/x.ts", line: 14, column: 9 },
      { file: "/p/a (b)/y.ts", line: 5, column: 6 },
      { file: "/p/c d/z.mjs", line: 7, column: 8 },
      { file: "/q/r.js", line: 9, column: 1 },
    ]);
  });

  it("are found by file, and by project without its packages", () => {
    expect(positionIn(STACK, "/p/c d/z.mjs")).toMatchObject({ line: 7 });
    expect(positionIn(STACK, "/p/x.ts")).toBeNull();
    expect(positionWithin(STACK, "/p")).toMatchObject({ file: "/p/a (b)/x.ts", line: 14 });
    expect(positionWithin(STACK, "/elsewhere")).toBeNull();
    expect(positionIn(undefined, "/p")).toBeNull();
  });
});
