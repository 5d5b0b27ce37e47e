import { describe, expect, it } from "vitest";
import type { RevisionGraph } from "../../../src/revision/graph.js";
import {
  resolveDowngrade,
  resolveRange,
  resolveStamp,
  resolveUpgrade,
} from "../../../src/revision/target.js";
import { errorOf, history, ids } from "./history.js";

const undone = (graph: RevisionGraph, text: string, ...rows: string[]) => {
  const { to, undo } = resolveDowngrade(graph, text, rows);
  return `${to?.id ?? "-"}: ${ids(undo)}`;
};
const range = (graph: RevisionGraph, text: string, rows?: string[]) => ids(resolveRange(graph, text, rows));

describe("the target of an upgrade", () => {
  const graph = history("a", "b <- a", "c <- b");

  it("is one revision or several", () => {
    expect(ids(resolveUpgrade(graph, "head", []))).toBe("c");
    expect(ids(resolveUpgrade(graph, "+2", []))).toBe("b");
    expect(ids(resolveUpgrade(history("a", "x"), "heads", []))).toBe("a x");
  });

  it("may be counted down from a revision, but not from the database", () => {
    expect(ids(resolveUpgrade(graph, "c-1", []))).toBe("b");
    expect(errorOf(() => resolveUpgrade(graph, "-1", ["b"]), "revision.wrong-direction").hint).toMatch(
      /migr downgrade -1/,
    );
    errorOf(() => resolveUpgrade(graph, "base", ["b"]), "revision.wrong-direction");
  });

  it("is no range", () => {
    expect(errorOf(() => resolveUpgrade(graph, "a:b", []), "revision.malformed").hint).toMatch(/--sql/);
  });
});

describe("the target of a downgrade", () => {
  const linear = history("a", "b <- a", "c <- b");
  const forked = history("r", "a1 <- r [left]", "a2 <- a1", "b1 <- r [right]", "b2 <- b1");

  it("stays, and what follows it goes", () => {
    expect(undone(linear, "a", "c")).toBe("a: b");
    expect(undone(linear, "c", "c")).toBe("c: ");
    expect(undone(forked, "r", "a2", "b2")).toBe("r: a1 b1");
  });

  it("is everything for base", () => {
    expect(undone(history("a", "x"), "base", "a", "x")).toBe("-: a x");
  });

  it("is the last revisions for bare steps", () => {
    expect(undone(linear, "-1", "c")).toBe("-: c");
    expect(undone(linear, "-3", "c")).toBe("-: a");
    expect(undone(linear, "current-2", "c")).toBe("-: b");
  });

  it("undoes a merge with -1, but does not guess which side comes next", () => {
    const merged = history("r", "a <- r [left]", "b <- r [right]", "m <- a b");
    expect(undone(merged, "-1", "m")).toBe("-: m");
    expect(errorOf(() => undone(merged, "-2", "m"), "revision.ambiguous-step").message).toBe(
      "-2 is ambiguous: m is a merge of a and b.",
    );
    expect(undone(merged, "right@-2", "m")).toBe("-: b");
  });

  it("is refused for bare steps where several branches are applied", () => {
    expect(errorOf(() => undone(forked, "-1", "a2", "b2"), "revision.ambiguous-step").hint).toMatch(
      /label@-1/,
    );
  });

  it("is held to the branch that is named", () => {
    expect(undone(forked, "right@-1", "a2", "b2")).toBe("-: b2");
    expect(undone(forked, "right@r", "a2", "b2")).toBe("r: b1");
    expect(undone(forked, "left@base", "a2", "b2")).toBe("-: a1");
  });

  it("does not step out of the branch that is named", () => {
    expect(undone(forked, "right@-2", "a2", "b2")).toBe("-: b1");
    expect(errorOf(() => undone(forked, "right@-3", "a2", "b2"), "revision.out-of-range").message).toBe(
      "right@-3 leads too far: b2 and what it follows are only 2 revisions.",
    );
  });

  it("is refused where nothing of the branch is applied", () => {
    errorOf(() => undone(forked, "right@-1", "a2"), "revision.not-applied");
  });

  it("is refused where it is up or too far down", () => {
    errorOf(() => undone(linear, "+1", "a"), "revision.wrong-direction");
    expect(errorOf(() => undone(linear, "-4", "c"), "revision.out-of-range").message).toBe(
      "-4 leads too far: c and what it follows are only 3 revisions.",
    );
    errorOf(() => undone(linear, "-1"), "revision.out-of-range");
  });

  it("counted from a revision down to its base leaves other histories alone", () => {
    expect(undone(history("a", "b <- a", "x"), "b-2", "b", "x")).toBe("-: a");
  });

  it("is one revision", () => {
    errorOf(() => undone(forked, "heads", "a2", "b2"), "revision.multiple-heads");
  });
});

describe("the target of a stamp", () => {
  const graph = history("a", "b <- a", "c <- b [left]", "x (b)");
  const stamp = (text: string, rows?: string[]) => {
    const { reach, undo } = resolveStamp(graph, text, rows);
    return `${ids(reach)} / ${ids(undo)}`;
  };

  it("is reached, and what needs it is not", () => {
    expect(stamp("b")).toBe("b / c x");
    expect(stamp("heads")).toBe("c x / ");
  });

  it("is nothing for base, or nothing of a branch", () => {
    expect(stamp("base")).toBe(" / a x");
    expect(stamp("left@base")).toBe(" / a");
  });

  it("may be counted from the database", () => {
    expect(stamp("+1", ["a"])).toBe("b / c x");
    expect(stamp("-1", ["c"])).toBe(" / c");
    errorOf(() => stamp("-1"), "revision.needs-database");
  });
});

describe("a range", () => {
  const linear = history("a", "b <- a", "c <- b", "d <- c");

  it("has both ends and the newest first", () => {
    expect(range(linear, "b:c")).toBe("c b");
    expect(range(linear, "b:b")).toBe("b");
  });

  it("may be open at either side", () => {
    expect(range(linear, "c:")).toBe("d c");
    expect(range(linear, ":b")).toBe("b a");
    expect(range(linear, ":")).toBe("d c b a");
    expect(range(history(), ":")).toBe("");
  });

  it("may count from the other side", () => {
    expect(range(linear, "-1:c")).toBe("c b");
    expect(range(linear, "b:+1")).toBe("c b");
    expect(range(linear, "base:+2")).toBe("b a");
    expect(range(linear, "-1:head")).toBe("d c");
  });

  it("may count from the database", () => {
    expect(range(linear, "-1:current", ["c"])).toBe("c b");
    expect(range(linear, "current:", ["c"])).toBe("d c");
    expect(range(linear, "-1:", ["c"])).toBe("d c b");
    errorOf(() => range(linear, "current:"), "revision.needs-database");
  });

  it("stops at the end of the history where steps lead too far", () => {
    expect(range(linear, "-9:b")).toBe("b a");
    expect(range(linear, "c:+9")).toBe("d c");
    expect(range(linear, "head-9:")).toBe("d c b a");
  });

  it("holds what its upper end depends on", () => {
    expect(range(history("a", "b <- a (x)", "x"), "a:b")).toBe("b x a");
  });

  it("of a branch leaves out what the branch grew from and other branches", () => {
    const forked = history("r", "a1 <- r [left]", "a2 <- a1", "b1 <- r [right]");
    expect(range(forked, "left@base:left@head")).toBe("a2 a1");
    expect(range(forked, "left@base:")).toBe("a2 a1");
    expect(range(forked, ":left@head")).toBe("a2 a1 r");
  });

  it("that does not run along the history is refused", () => {
    expect(errorOf(() => range(linear, "c:b"), "revision.bad-range").message).toBe(
      "The range c:b does not run along the history: its upper end does not come after c.",
    );
    errorOf(() => range(history("a", "x"), "a:x"), "revision.bad-range");
  });

  it("does not count from a side that names several revisions", () => {
    errorOf(() => range(history("a", "x"), "-1:heads"), "revision.ambiguous-step");
  });
});
