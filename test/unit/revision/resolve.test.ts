import { describe, expect, it } from "vitest";
import type { RevisionGraph } from "../../../src/revision/graph.js";
import { needsDatabase, parseIdentifier, parseRange } from "../../../src/revision/identifier.js";
import { resolveRevision, resolveRevisions } from "../../../src/revision/resolve.js";
import { errorOf, history, ids } from "./history.js";

const resolved = (graph: RevisionGraph, text: string, rows?: string[]) =>
  ids(resolveRevisions(graph, text, rows));

describe("an identifier is taken apart into", () => {
  it.each([
    ["ae1027a6acf", null, "ae1027a6acf", null],
    ["head", null, "head", null],
    ["+2", null, null, 2],
    ["-1", null, null, -1],
    ["ae1+2", null, "ae1", 2],
    ["head-3", null, "head", -3],
    ["shop@head", "shop", "head", null],
    ["shopping-cart@+1", "shopping-cart", null, 1],
    ["shopping-cart", null, "shopping-cart", null],
    ["shopping-cart-1", null, "shopping-cart", -1],
    ["shop@head-1", "shop", "head", -1],
    ["ae1@base", "ae1", "base", null],
    ["  head ", null, "head", null],
  ])("%s: branch, name and steps", (text, branch, name, steps) => {
    expect(parseIdentifier(text)).toMatchObject({ branch, name, steps });
  });

  it.each([
    "",
    "@head",
    "shop@",
    "a@b@c",
    "a b",
    "ae1+",
    "+0",
    "ae1-0",
    "a/b",
    "+",
    "-",
    "a:b",
    "ae1+-1",
    "é",
    "a;b",
  ])("nothing where it is malformed: %j", (text) => {
    expect(errorOf(() => parseIdentifier(text), "revision.malformed").hint).toBeTruthy();
  });

  it("two sides of a range, either of them open", () => {
    expect(parseRange("a:b")).toMatchObject({ from: { name: "a" }, to: { name: "b" } });
    expect(parseRange(":")).toEqual({ from: null, to: null });
    expect(parseRange("a:")).toMatchObject({ from: { name: "a" }, to: null });
    errorOf(() => parseRange("a"), "revision.malformed");
    errorOf(() => parseRange("a:b:c"), "revision.malformed");
  });

  it.each([
    ["head", false],
    ["ae1+1", false],
    ["+1", true],
    ["shop@-1", true],
    ["current", true],
    ["a:b", false],
    ["-3:current", true],
    ["-3:head", false],
    ["base:+2", false],
    ["-3:", true],
    [":+2", true],
    [":", false],
  ])("what tells whether a database must be asked: %s", (text, answer) => {
    expect(needsDatabase(text)).toBe(answer);
  });
});

describe("names", () => {
  const linear = history("aaaa1111", "aabb2222 <- aaaa1111", "cccc3333 <- aabb2222");

  it("are found whole or by a unique beginning", () => {
    expect(resolved(linear, "aabb2222")).toBe("aabb2222");
    expect(resolved(linear, "aab")).toBe("aabb2222");
    expect(resolved(linear, "c")).toBe("cccc3333");
  });

  it("are found whole even where others begin so", () => {
    expect(resolved(history("ab", "abc <- ab"), "ab")).toBe("ab");
  });

  it("that fit several revisions are refused with the candidates", () => {
    const error = errorOf(() => resolved(linear, "aa"), "revision.ambiguous");
    expect(error.message).toBe(
      '2 revisions begin with aa: aaaa1111 "makes aaaa1111", aabb2222 "makes aabb2222".',
    );
    const many = history("a1", "a2", "a3", "a4", "a5");
    expect(errorOf(() => resolved(many, "a"), "revision.ambiguous").message).toMatch(/ and 2 more\.$/);
  });

  it("that nothing has are refused with the nearest", () => {
    expect(errorOf(() => resolved(linear, "aabb2223"), "revision.unknown").hint).toBe(
      "Did you mean aabb2222?",
    );
    expect(errorOf(() => resolved(linear, "haed"), "revision.unknown").hint).toBe("Did you mean head?");
    expect(errorOf(() => resolved(linear, "zzzzzzzz"), "revision.unknown").hint).toMatch(/migr history/);
  });

  it("head, heads and base are the ends", () => {
    expect(resolved(linear, "head")).toBe("cccc3333");
    expect(resolved(linear, "heads")).toBe("cccc3333");
    expect(resolved(linear, "base")).toBe("");
    expect(resolveRevision(linear, "base")).toBeNull();
    expect(resolved(history(), "head")).toBe("");
  });

  it("current is where the database stands", () => {
    expect(resolved(linear, "current", ["aabb2222"])).toBe("aabb2222");
    expect(resolved(linear, "current", [])).toBe("");
    errorOf(() => resolved(linear, "current"), "revision.needs-database");
    errorOf(() => resolved(linear, "current", ["gone"]), "revision.not-in-history");
  });

  it("one revision is refused where several are named", () => {
    const error = errorOf(() => resolveRevision(history("a", "b"), "heads"), "revision.multiple-heads");
    expect(error.message).toBe("heads names 2 revisions where one is needed: a and b.");
  });
});

describe("branches", () => {
  const graph = history("r", "a1 <- r [left]", "a2 <- a1", "b1 <- r [right]", "b2 <- b1", "b3 <- b2");

  it("make head ambiguous, with the ways out", () => {
    const error = errorOf(() => resolved(graph, "head"), "revision.multiple-heads");
    expect(error.message).toBe("The history has 2 heads: a2 and b3.");
    expect(error.hint).toMatch(/left@head/);
  });

  it("have heads of their own", () => {
    expect(resolved(graph, "left@head")).toBe("a2");
    expect(resolved(graph, "right@heads")).toBe("b3");
    expect(resolved(graph, "heads")).toBe("a2 b3");
  });

  it("are named by any of their revisions too", () => {
    expect(resolved(graph, "a1@head")).toBe("a2");
    expect(resolved(graph, "b2@head")).toBe("b3");
    errorOf(() => resolved(graph, "r@head"), "revision.multiple-heads");
  });

  it("give a bare label the revision that carries it", () => {
    expect(resolved(graph, "right")).toBe("b1");
    expect(resolved(graph, "right+1")).toBe("b2");
  });

  it("hold a revision to its lineage", () => {
    expect(resolved(graph, "right@b2")).toBe("b2");
    expect(resolved(graph, "right@r")).toBe("r");
    expect(errorOf(() => resolved(graph, "right@a2"), "revision.not-on-branch").message).toBe(
      "Revision a2 is not on branch right.",
    );
  });

  it("that do not exist are refused with the nearest", () => {
    expect(errorOf(() => resolved(graph, "rihgt@head"), "revision.no-such-branch").hint).toBe(
      "Did you mean right?",
    );
    expect(errorOf(() => resolved(graph, "zzzzzzzz@head"), "revision.no-such-branch").hint).toMatch(
      /left, right/,
    );
    expect(errorOf(() => resolved(history("a"), "zzzz@head"), "revision.no-such-branch").hint).toMatch(
      /--branch-label/,
    );
  });

  it("of which one depends on the other's head have one head together", () => {
    const implied = history("a1 [left]", "b1 [right] (a1)");
    expect(resolved(implied, "head")).toBe("b1");
    expect(resolved(implied, "heads")).toBe("b1");
    expect(resolved(implied, "left@head")).toBe("a1");
  });

  it("with several heads of which one implies the other have one head", () => {
    const graph = history("r [all]", "a <- r", "b <- r (a)");
    expect(resolved(graph, "all@head")).toBe("b");
    expect(resolved(graph, "all@heads")).toBe("b");
  });
});

describe("relative steps", () => {
  const linear = history("a", "b <- a", "c <- b", "d <- c");
  const forked = history("r", "a1 <- r [left]", "a2 <- a1", "b1 <- r [right]", "m <- a2 b1", "n <- m");

  it("count from a revision, from head and from base", () => {
    expect(resolved(linear, "b+2")).toBe("d");
    expect(resolved(linear, "d-1")).toBe("c");
    expect(resolved(linear, "head-3")).toBe("a");
    expect(resolved(linear, "base+1")).toBe("a");
    expect(resolved(linear, "a-1")).toBe("");
  });

  it("count from the database where no name stands before them", () => {
    expect(resolved(linear, "+1", ["b"])).toBe("c");
    expect(resolved(linear, "-1", ["b"])).toBe("a");
    expect(resolved(linear, "+1", [])).toBe("a");
    expect(resolved(linear, "current+2", ["b"])).toBe("d");
    errorOf(() => resolved(linear, "+1"), "revision.needs-database");
  });

  it("that lead too far are refused with the count", () => {
    expect(errorOf(() => resolved(linear, "b+3"), "revision.out-of-range").message).toBe(
      "b+3 leads too far: there are only 2 revisions above b.",
    );
    expect(errorOf(() => resolved(linear, "head+1"), "revision.out-of-range").message).toBe(
      "head+1 leads too far: there is no revision above d.",
    );
    expect(errorOf(() => resolved(linear, "b-3"), "revision.out-of-range").message).toBe(
      "b-3 leads too far: b and what it follows are only 2 revisions.",
    );
    errorOf(() => resolved(linear, "base-1"), "revision.out-of-range");
    errorOf(() => resolved(linear, "base+5"), "revision.out-of-range");
    errorOf(() => resolved(linear, "-1", []), "revision.out-of-range");
  });

  it("that can go several ways are refused with the ways", () => {
    expect(errorOf(() => resolved(forked, "r+1"), "revision.ambiguous-step").message).toBe(
      "r+1 is ambiguous: r is followed by a1 and b1.",
    );
    expect(errorOf(() => resolved(forked, "m-1"), "revision.ambiguous-step").message).toBe(
      "m-1 is ambiguous: m is a merge of a2 and b1.",
    );
    expect(errorOf(() => resolved(history("a", "x"), "base+1"), "revision.ambiguous-step").message).toBe(
      "base+1 is ambiguous: the history begins with a and x.",
    );
    expect(errorOf(() => resolved(forked, "-1", ["a2", "b1"]), "revision.ambiguous-step").message).toBe(
      "-1 is ambiguous: it can count from a2 or b1.",
    );
  });

  it("stay on the branch that is named", () => {
    expect(resolved(forked, "left@r+1")).toBe("a1");
    expect(resolved(forked, "right@m-1")).toBe("b1");
    expect(resolved(forked, "left@head-2")).toBe("a2");
    expect(resolved(forked, "left@base+1")).toBe("a1");
    expect(resolved(forked, "left@base+2")).toBe("a2");
    expect(resolved(forked, "left@+1", ["a1", "b1"])).toBe("a2");
  });

  it("begin a branch from the branch point, or from base, where nothing of it is applied", () => {
    expect(resolved(forked, "right@+1", ["a1"])).toBe("b1");
    expect(resolved(forked, "right@+1", [])).toBe("r");
    expect(resolved(history("a [left]", "x [right]"), "right@+1", ["a"])).toBe("x");
  });

  it("begin a branch from what another branch's dependency brought", () => {
    const graph = history("a1 [left]", "a2 <- a1", "b1 [right] (a1)");
    expect(resolved(graph, "left@+1", ["b1"])).toBe("a2");
  });

  it("up from several rows are clear where only one row has anything above it", () => {
    const graph = history("a", "b <- a", "x");
    expect(resolved(graph, "+1", ["a", "x"])).toBe("b");
  });

  it("up from several rows are clear where they lead to one merge", () => {
    expect(resolved(forked, "+1", ["a2", "b1"])).toBe("m");
    errorOf(
      () => resolved(history("a", "b <- a", "x", "y <- x"), "+1", ["a", "x"]),
      "revision.ambiguous-step",
    );
  });
});
