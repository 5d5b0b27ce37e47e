import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawLanes, type LaneNode } from "../../../src/cli/graph/lanes.js";

const node = (id: string, ...parents: readonly string[]): LaneNode => ({ id, parents });

function drawing(...nodes: readonly LaneNode[]): string {
  return drawLanes(nodes)
    .map(({ text, node: drawn }) => (drawn ? `${text} ${drawn.id}` : text))
    .join("\n");
}

describe("the lanes of a graph", () => {
  it("are one line where nothing branches", () => {
    expect(drawing(node("b", "a"), node("a"))).toBe("* b\n* a");
  });

  it("part below a merge and meet above a branch point", () => {
    expect(drawing(node("d", "b", "c"), node("c", "a"), node("b", "a"), node("a"))).toBe(
      ["* d", "|\\", "| * c", "* | b", "|/", "* a"].join("\n"),
    );
  });

  it("cross others on their way to where they meet", () => {
    expect(drawing(node("1", "r"), node("2", "s"), node("3", "r"), node("r"), node("s"))).toBe(
      ["* 1", "| * 2", "| | * 3", "| |/", "|/|", "* | r", " /", "* s"].join("\n"),
    );
  });

  it("end where what follows is not drawn, and stand apart for histories of their own", () => {
    expect(drawing(node("b", "a"), node("z"))).toBe("* b\n* z");
  });

  it("lead from every node to each of its parents", () => {
    fc.assert(
      fc.property(histories(), (nodes) => {
        const reached = readDrawing(nodes);
        for (const { id, parents } of nodes) {
          // Where lines cross, a reader may follow the other one as well.
          expect([...reached.get(id)!]).toEqual(expect.arrayContaining([...parents]));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("have no more columns than there are lines beside each other", () => {
    fc.assert(
      fc.property(histories(), (nodes) => {
        for (const { text } of drawLanes(nodes)) expect(text.length).toBeLessThanOrEqual(2 * nodes.length);
      }),
    );
  });
});

/** Histories of up to twelve nodes, each following up to three later ones. */
function histories(): fc.Arbitrary<readonly LaneNode[]> {
  return fc.integer({ min: 1, max: 12 }).chain((count) => {
    const parentsOf = (i: number) =>
      i === count - 1
        ? fc.constant<number[]>([])
        : fc.uniqueArray(fc.integer({ min: i + 1, max: count - 1 }), { maxLength: 3 });
    return fc
      .tuple(...Array.from({ length: count }, (_, i) => parentsOf(i)))
      .map((parents) => parents.map((list, i) => node(`n${i}`, ...list.map((at) => `n${at}`))));
  });
}

/** What a reader of the drawing takes for the parents of each node: where the lines from its star lead. */
function readDrawing(nodes: readonly LaneNode[]): Map<string, Set<string>> {
  const lines = drawLanes(nodes);
  const parents = new Map<string, Set<string>>(nodes.map(({ id }) => [id, new Set()]));
  /** The nodes whose lines come down to each column. */
  let coming = new Map<number, Set<string>>();
  for (const { text, node: drawn } of lines) {
    const leaving = new Map<number, Set<string>>();
    const add = (column: number, ids: Iterable<string>) => {
      const all = leaving.get(column) ?? new Set();
      for (const id of ids) all.add(id);
      leaving.set(column, all);
    };
    for (let column = 0; column < text.length; column++) {
      const mark = text[column]!;
      if (mark === "*") {
        for (const id of coming.get(column) ?? []) parents.get(id)!.add(drawn!.id);
        if (drawn!.parents.length > 0) add(column, [drawn!.id]);
      } else if (mark === "|") add(column, coming.get(column) ?? []);
      else if (mark === "/") add(column - 1, coming.get(column + 1) ?? []);
      else if (mark === "\\") add(column + 1, coming.get(column - 1) ?? []);
    }
    coming = leaving;
  }
  return parents;
}
