import { describe, expect, it } from "vitest";
import type { RevisionGraph } from "../../../src/revision/graph.js";
import {
  currentRevisions,
  type Plan,
  pendingRevisions,
  planDowngrade,
  planUpgrade,
} from "../../../src/revision/plan.js";
import { resolveDowngrade, resolveStamp, resolveUpgrade } from "../../../src/revision/target.js";
import { planStamp, rowStatements } from "../../../src/revision/version-rows.js";
import { errorOf, history, ids } from "./history.js";

const up = (graph: RevisionGraph, rows: string[], text: string) =>
  planUpgrade(graph, rows, resolveUpgrade(graph, text, rows));
const down = (graph: RevisionGraph, rows: string[], text: string) =>
  planDowngrade(graph, rows, resolveDowngrade(graph, text, rows));
const stamp = (graph: RevisionGraph, rows: string[], texts: string[], purge = false) =>
  planStamp(
    graph,
    rows,
    texts.map((text) => resolveStamp(graph, text, rows)),
    { purge },
  ).after.join(" ");

/** Each step as `id -removed +inserted`. */
const steps = (plan: Plan) =>
  plan.steps.map(({ revision, removes, inserts }) =>
    [revision.id, ...removes.map((id) => `-${id}`), ...inserts.map((id) => `+${id}`)].join(" "),
  );

describe("an upgrade", () => {
  const linear = history("a", "b <- a", "c <- b");

  it("applies what is missing from old to new", () => {
    const plan = up(linear, ["a"], "head");
    expect(steps(plan)).toEqual(["b -a +b", "c -b +c"]);
    expect(plan).toMatchObject({ direction: "up", before: ["a"], after: ["c"], passed: [] });
  });

  it("begins with a new row", () => {
    expect(steps(up(linear, [], "a"))).toEqual(["a +a"]);
  });

  it("has nothing to do where the target is where the database stands", () => {
    expect(up(linear, ["c"], "head")).toMatchObject({ steps: [], passed: [] });
  });

  it("says where the target was passed long ago", () => {
    const plan = up(linear, ["c"], "a");
    expect([plan.steps, ids(plan.passed)]).toEqual([[], "a"]);
  });

  it("opens a row for a branch and closes rows with a merge", () => {
    const graph = history("r", "a <- r", "b <- r", "m <- a b");
    expect(steps(up(graph, [], "m"))).toEqual(["r +r", "a -r +a", "b +b", "m -a -b +m"]);
  });

  it("leaves other branches alone", () => {
    const graph = history("a1", "a2 <- a1", "b1", "b2 <- b1");
    expect(up(graph, ["a1", "b1"], "b2")).toMatchObject({ after: ["a1", "b2"] });
  });

  it("applies dependencies first, which then have no row of their own", () => {
    const graph = history("a1", "a2 <- a1", "b1", "b2 <- b1 (a2)");
    expect(steps(up(graph, [], "b2"))).toEqual(["b1 +b1", "a1 +a1", "a2 -a1 +a2", "b2 -b1 -a2 +b2"]);
  });

  it("takes a dependency that another row implies for applied", () => {
    const graph = history("a1 [left]", "b1 (a1)", "c1 (a1)");
    expect(steps(up(graph, ["b1"], "c1"))).toEqual(["c1 +c1"]);
    const next = history("a1 [left]", "a2 <- a1", "b1 (a1)");
    expect(steps(up(next, ["b1"], "left@head"))).toEqual(["a2 +a2"]);
  });

  it("is refused where the database is at an unknown revision", () => {
    const error = errorOf(() => up(linear, ["a", "zzz"], "head"), "revision.not-in-history");
    expect(error.message).toBe("The database is at revision zzz, which no revision file has.");
    expect(error.details).toEqual({ unknown: ["zzz"] });
  });
});

describe("a downgrade", () => {
  const linear = history("a", "b <- a", "c <- b");

  it("undoes from new to old", () => {
    expect(steps(down(linear, ["c"], "a"))).toEqual(["c -c +b", "b -b +a"]);
    expect(down(linear, ["c"], "base")).toMatchObject({ direction: "down", before: ["c"], after: [] });
  });

  it("of one branch leaves the others", () => {
    const graph = history("r", "a1 <- r [left]", "a2 <- a1", "b1 <- r [right]");
    expect(steps(down(graph, ["a2", "b1"], "left@base"))).toEqual(["a2 -a2 +a1", "a1 -a1"]);
    expect(down(graph, ["a2", "b1"], "left@base").after).toEqual(["b1"]);
    expect(down(graph, ["a2", "b1"], "left@r").after).toEqual(["b1"]);
    expect(down(graph, ["a2", "b1"], "r").after).toEqual(["r"]);
  });

  it("opens the rows again that a merge closed", () => {
    const graph = history("r", "a <- r", "b <- r", "m <- a b");
    expect(steps(down(graph, ["m"], "-1"))).toEqual(["m -m +a +b"]);
    expect(steps(down(graph, ["m"], "r"))).toEqual(["m -m +a +b", "b -b", "a -a +r"]);
    expect(down(graph, ["m"], "a").after).toEqual(["a", "b"]);
  });

  it("takes down what depends on it, and leaves what it depends on", () => {
    const graph = history("a1 [left]", "a2 <- a1", "b1 [right]", "b2 <- b1 (a2)");
    expect(steps(down(graph, ["b2"], "left@base"))).toEqual(["b2 -b2 +b1 +a2", "a2 -a2 +a1", "a1 -a1"]);
    expect(down(graph, ["b2"], "right@base").after).toEqual(["a2"]);
  });

  it("has nothing to do where the target is where its branch stands", () => {
    expect(down(linear, ["c"], "c").steps).toEqual([]);
    expect(down(history("a1 [left]", "b1 (a1)"), ["b1"], "a1").steps).toEqual([]);
    expect(down(linear, [], "base").steps).toEqual([]);
  });

  it("is refused where the target is not applied", () => {
    const error = errorOf(() => down(linear, ["a"], "b"), "revision.not-applied");
    expect(error.message).toBe(
      "Revision b is not applied, so the database cannot go down to it: it is at a.",
    );
    expect(error.hint).toMatch(/migr upgrade b/);
  });

  it("copes with rows that name a revision and another above it", () => {
    expect(steps(down(linear, ["a", "b"], "base"))).toEqual(["b -b", "a -a"]);
  });
});

describe("where a database stands", () => {
  const graph = history("a1", "a2 <- a1", "b1 (a1)", "c1");

  it("includes the branches that have no row because of a dependency", () => {
    expect(ids(currentRevisions(graph, ["b1"]))).toBe("a1 b1");
  });

  it("leaves the rest pending", () => {
    expect(ids(pendingRevisions(graph, ["b1"]))).toBe("a2 c1");
    expect(ids(pendingRevisions(graph, ["a2", "b1", "c1"]))).toBe("");
  });

  it("can be at the heads though one of them has no row of its own", () => {
    const implied = history("a1", "b1 (a1)");
    expect(ids(pendingRevisions(implied, ["b1"]))).toBe("");
  });
});

describe("a stamp", () => {
  const graph = history("a", "b <- a", "c <- b", "x", "y <- x");

  it("moves the row of its branch up and down", () => {
    expect(stamp(graph, [], ["c"])).toBe("c");
    expect(stamp(graph, ["c"], ["a"])).toBe("a");
    expect(stamp(graph, ["a"], ["c"])).toBe("c");
    expect(stamp(graph, ["c"], ["c"])).toBe("c");
  });

  it("leaves other branches alone, and empties the table for base", () => {
    expect(stamp(graph, ["c", "y"], ["x"])).toBe("c x");
    expect(stamp(graph, ["c"], ["y"])).toBe("c y");
    expect(stamp(graph, ["c", "y"], ["base"])).toBe("");
  });

  it("sees several targets at once, whatever their order", () => {
    expect(stamp(graph, ["c", "y"], ["heads"])).toBe("c y");
    const depends = history("b", "d (b)", "c");
    expect(stamp(depends, ["d", "c"], ["b", "c"])).toBe("b c");
    expect(stamp(depends, ["c"], ["b", "d"])).toBe("c d");
    expect(stamp(depends, ["c"], ["d", "b"])).toBe("c d");
  });

  it("removes rows that no revision has, so that it is the way out", () => {
    const change = planStamp(graph, ["y", "gone"], [resolveStamp(graph, "b", [])]);
    expect(change).toEqual({ before: ["gone", "y"], after: ["b", "y"], removes: ["gone"], inserts: ["b"] });
  });

  it("leaves nothing beside its targets where it purges", () => {
    expect(stamp(graph, ["c", "y"], ["a"], true)).toBe("a");
    expect(stamp(graph, ["c", "y"], ["base"], true)).toBe("");
  });
});

describe("the statements on the version table", () => {
  it("update one row where a row goes and another comes, and delete or insert the rest", () => {
    expect(rowStatements({ removes: ["a"], inserts: ["b"] })).toEqual([
      { kind: "update", from: "a", to: "b" },
    ]);
    expect(rowStatements({ removes: ["a", "b"], inserts: ["m"] })).toEqual([
      { kind: "delete", id: "b" },
      { kind: "update", from: "a", to: "m" },
    ]);
    expect(rowStatements({ removes: ["m"], inserts: ["a", "b"] })).toEqual([
      { kind: "update", from: "m", to: "a" },
      { kind: "insert", id: "b" },
    ]);
    expect(rowStatements({ removes: [], inserts: ["a"] })).toEqual([{ kind: "insert", id: "a" }]);
    expect(rowStatements({ removes: ["a"], inserts: [] })).toEqual([{ kind: "delete", id: "a" }]);
  });
});
