import { describe, expect, it } from "vitest";
import { RevisionGraph } from "../../../src/revision/graph.js";
import { revision } from "../../../src/revision/revision.js";
import { errorOf, history, ids, parse } from "./history.js";

const find = (graph: RevisionGraph, id: string) => graph.find(id)!;

describe("a history", () => {
  it("without revisions has no heads and no bases", () => {
    const graph = history();
    expect([graph.heads, graph.realHeads, graph.bases, graph.revisions]).toEqual([[], [], [], []]);
  });

  it("knows bases, heads, branch points and merge points", () => {
    const graph = history("a", "b <- a", "c <- a", "m <- b c", "x");
    expect(ids(graph.bases)).toBe("a x");
    expect(ids(graph.heads)).toBe("m x");
    expect(ids(graph.branchPoints)).toBe("a");
    expect(ids(graph.mergePoints)).toBe("m");
  });

  it("does not count a head that another branch depends on among the real heads", () => {
    const graph = history("a1", "b1 (a1)");
    expect(ids(graph.heads)).toBe("a1 b1");
    expect(ids(graph.realHeads)).toBe("b1");
  });

  it("gives the parents of a merge in the order of its file", () => {
    const graph = history("a", "b <- a", "c <- a", "m <- c b");
    expect(ids(graph.parents(find(graph, "m")))).toBe("c b");
    expect(ids(graph.children(find(graph, "a")))).toBe("b c");
  });

  it("resolves a dependency by id and by label, and takes the same edge once", () => {
    const graph = history("a [left]", "b (left a)", "c <- a (a)");
    expect(ids(graph.dependencies(find(graph, "b")))).toBe("a");
    expect(ids(graph.dependents(find(graph, "a")))).toBe("b");
    expect(ids(graph.dependencies(find(graph, "c")))).toBe("");
  });

  it("has ancestors and descendants with dependencies or without", () => {
    const graph = history("a", "b <- a", "x (b)", "y <- x");
    expect(
      ids(graph.ancestors([find(graph, "y")]))
        .split(" ")
        .sort()
        .join(" "),
    ).toBe("a b x y");
    expect(ids(graph.ancestors([find(graph, "y")], "versioned"))).toBe("y x");
    expect(
      ids(graph.descendants([find(graph, "b")]))
        .split(" ")
        .sort()
        .join(" "),
    ).toBe("b x y");
    expect(ids(graph.descendants([find(graph, "b")], "versioned"))).toBe("b");
  });

  it("sorts a branch to its end before it begins the next", () => {
    const graph = history("a", "b1 <- a", "c1 <- a", "b2 <- b1", "c2 <- c1", "m <- b2 c2");
    expect(ids(graph.sort(new Set(graph.revisions)))).toBe("a b1 b2 c1 c2 m");
    const woven = history("a", "b <- a", "c <- a", "d <- b", "e <- c");
    expect(ids(woven.sort(new Set(woven.revisions)))).toBe("a b d c e");
  });

  it("has one order whatever order the files are read in", () => {
    const lines = ["a", "b <- a", "c <- a", "d <- a", "m <- c b", "x (c)"];
    const [one, other] = [history(...lines), history(...lines.toReversed())];
    expect(ids(one.revisions)).toBe(ids(other.revisions));
    expect(ids(one.heads)).toBe(ids(other.heads));
    expect(ids(one.sort(new Set(one.revisions)))).toBe(ids(other.sort(new Set(other.revisions))));
  });

  it("goes by file name where there are files, so by date as files are named", () => {
    const graph = new RevisionGraph([
      revision({ id: "aaaa", path: "versions/20260102_aaaa.ts" }),
      revision({ id: "ffff", path: "versions/20260101_ffff.ts" }),
    ]);
    expect(ids(graph.heads)).toBe("ffff aaaa");
  });

  it("takes a chain of 20,000 revisions without a deep stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      revision({ id: `r${i}`, downRevision: i === 0 ? null : `r${i - 1}` }),
    );
    const graph = new RevisionGraph(chain);
    expect(ids(graph.heads)).toBe("r19999");
    expect(graph.sort(new Set(graph.revisions)).at(-1)?.id).toBe("r19999");
  });
});

describe("branch labels", () => {
  const labels = (graph: RevisionGraph) =>
    Object.fromEntries(graph.revisions.map((revision) => [revision.id, graph.labelsOf(revision).join(" ")]));

  it("spread to all that follows", () => {
    const graph = history("a [left]", "b <- a", "c <- b", "x");
    expect(labels(graph)).toEqual({ a: "left", b: "left", c: "left", x: "" });
  });

  it("spread down to the branch point, which they leave out", () => {
    const graph = history("r", "a1 <- r", "a2 <- a1 [left]", "b1 <- r [right]");
    expect(labels(graph)).toEqual({ r: "", a1: "left", a2: "left", b1: "right" });
  });

  it("spread down from the labelled revision even where what follows is merged", () => {
    const graph = history("a", "b <- a [left]", "c <- b", "d", "x <- d c");
    expect(labels(graph)).toEqual({ a: "left", b: "left", c: "left", d: "", x: "left" });
  });

  it("do not spread below a merge", () => {
    const graph = history("a", "b", "m <- a b", "n <- m [merged]");
    expect(labels(graph)).toEqual({ a: "", b: "", m: "", n: "merged" });
  });

  it("stand with the own ones first on a revision that has several", () => {
    const graph = history("a [old]", "b <- a [new newer]");
    expect(graph.labelsOf(find(graph, "b"))).toEqual(["new", "newer", "old"]);
    expect(graph.labelsOf(find(graph, "a"))).toEqual(["old", "new", "newer"]);
  });

  it("name a branch from its start to all that follows", () => {
    const graph = history("r", "a1 <- r", "a2 <- a1 [left]", "a3 <- a2", "b1 <- r");
    const branch = graph.branchThrough(find(graph, "a2"));
    expect(branch.start.id).toBe("a1");
    expect([...branch.members].map(({ id }) => id).sort()).toEqual(["a1", "a2", "a3"]);
    expect([...branch.lineage].map(({ id }) => id).sort()).toEqual(["a1", "a2", "a3", "r"]);
  });
});

describe("files that make no history are refused:", () => {
  it("two with one id, naming both", () => {
    const files = ["v/one.ts", "v/two.ts"].map((path) => revision({ id: "a", path }));
    const error = errorOf(() => new RevisionGraph(files), "revision.duplicate");
    expect(error.message).toBe("Two files have the revision id a: v/one.ts and v/two.ts.");
    expect(error.details).toEqual({ id: "a", files: ["v/one.ts", "v/two.ts"] });
  });

  it("a script and its compiled copy, with the way out", () => {
    const files = ["v/one.js", "v/one.ts"].map((path) => revision({ id: "a", path }));
    expect(errorOf(() => new RevisionGraph(files), "revision.duplicate").hint).toMatch(/compiled copy/);
  });

  it("two with one label", () => {
    const error = errorOf(() => history("a [left]", "b [left]"), "revision.duplicate-label");
    expect(error.message).toBe("The branch label left is given twice: by a and by b.");
  });

  it("a label that is an id", () => {
    errorOf(() => history("a", "b [a]"), "revision.duplicate-label");
    errorOf(() => history("a [a]"), "revision.duplicate-label");
  });

  it("one that follows what does not exist, with the nearest id", () => {
    const error = errorOf(() => history("abcd1234", "b <- abcd1243"), "revision.missing-parent");
    expect(error.message).toBe("Revision b follows abcd1243, which no revision file has.");
    expect(error.hint).toMatch(/did you mean abcd1234\?/);
  });

  it("one that follows a shortened id, as files must give whole ids", () => {
    expect(errorOf(() => history("abcd1234", "b <- ab"), "revision.missing-parent").hint).toMatch(/abcd1234/);
  });

  it("one that depends on what does not exist", () => {
    const error = errorOf(() => history("a [billing]", "b (biling)"), "revision.missing-dependency");
    expect(error.hint).toMatch(/did you mean billing\?/);
  });

  it("one that follows or needs itself", () => {
    const follows = errorOf(() => history("a <- a"), "revision.cycle");
    expect(follows.message).toBe("Revision a follows itself.");
    const needs = errorOf(() => history("a (a)"), "revision.cycle");
    expect(needs.message).toBe("Revision a depends on itself.");
  });

  it("a circle through parents, told as a path", () => {
    const error = errorOf(() => history("z", "a <- c", "b <- a", "c <- b"), "revision.cycle");
    expect(error.message).toBe("Revision a follows c, which follows b, which follows a.");
    expect(error.details).toEqual({ cycle: ["a", "c", "b", "a"] });
  });

  it("a circle through dependencies", () => {
    const error = errorOf(() => history("a", "b <- a (y)", "x", "y <- x (b)"), "revision.cycle");
    expect(error.message).toBe("Revision b depends on y, which depends on b.");
  });
});

describe("a revision", () => {
  it("is frozen data with lists for whatever its file gives", () => {
    const made = revision({ id: "a", downRevision: "b", branchLabels: null, dependsOn: ["c", "c"] });
    expect(made).toEqual({
      id: "a",
      downRevisions: ["b"],
      branchLabels: [],
      dependsOn: ["c"],
      replaces: [],
      replacedEnd: [],
      message: "",
      doc: "",
      createdAt: null,
      path: null,
    });
    expect(Object.isFrozen(made) && Object.isFrozen(made.dependsOn)).toBe(true);
  });

  it.each([
    "",
    "head",
    "heads",
    "base",
    "current",
    "a-b",
    "a+1",
    "a@b",
    "a:b",
    "a/b",
    "..",
    "a b",
    "é",
    "x".repeat(33),
  ])("cannot have the id %j", (id) => {
    errorOf(() => revision({ id, path: "v/a.ts" }), "revision.bad-id");
  });

  it.each(["", "head", "a@b", "a:b", "a b", "branch-2", "-a", "a/b"])("cannot have the label %j", (label) => {
    errorOf(() => revision({ id: "a", branchLabels: label }), "revision.bad-label");
  });

  it.each(["3f1c9a7be210", "0001", "1.0.2", "_a", "x".repeat(32)])("can have the id %j", (id) => {
    expect(revision({ id }).id).toBe(id);
  });

  it("can have a label with a hyphen", () => {
    expect(revision({ id: "a", branchLabels: "shopping-cart" }).branchLabels).toEqual(["shopping-cart"]);
  });

  it("is asked for only of the graph it belongs to", () => {
    expect(() => history("a").parents(parse("a"))).toThrow("Revision a is not of this graph.");
  });
});
