import { describe, expect, it } from "vitest";
import { RevisionGraph } from "../../../src/revision/graph.js";
import { newMerge, newRevision, versionFolderFor } from "../../../src/revision/new-revision.js";
import { revision } from "../../../src/revision/revision.js";
import { errorOf, history } from "./history.js";

describe("a new revision", () => {
  const linear = history("aaaa1111", "bbbb2222 <- aaaa1111 [left]");
  const forked = history("r", "a <- r [left]", "b <- r [right]");

  it("follows the head", () => {
    expect(newRevision(linear, { message: "next" })).toMatchObject({
      downRevisions: ["bbbb2222"],
      message: "next",
    });
    expect(newRevision(linear, {}).id).toMatch(/^[0-9a-f]{12}$/);
    expect(newRevision(history(), {}).downRevisions).toEqual([]);
  });

  it("follows the one head that implies the others", () => {
    expect(newRevision(history("a1", "b1 (a1)"), {}).downRevisions).toEqual(["b1"]);
  });

  it("must say which head where there are several", () => {
    errorOf(() => newRevision(forked, {}), "revision.multiple-heads");
    expect(newRevision(forked, { follows: ["right@head"] }).downRevisions).toEqual(["b"]);
  });

  it("begins a history of its own on base", () => {
    expect(newRevision(linear, { follows: ["base"], branchLabels: "audit" })).toMatchObject({
      downRevisions: [],
      branchLabels: ["audit"],
    });
  });

  it("branches off only where that is said", () => {
    const error = errorOf(() => newRevision(linear, { follows: ["aaaa"] }), "revision.not-a-head");
    expect(error.message).toBe("Revision aaaa1111 is not a head: bbbb2222 already follows it.");
    expect(error.hint).toMatch(/--splice/);
    expect(newRevision(linear, { follows: ["aaaa"], splice: true }).downRevisions).toEqual(["aaaa1111"]);
  });

  it("keeps labels it depends on, and writes all else as whole ids", () => {
    const made = newRevision(linear, { dependsOn: ["left", "aaaa"], follows: ["base"] });
    expect(made.dependsOn).toEqual(["left", "aaaa1111"]);
    errorOf(() => newRevision(linear, { dependsOn: ["zzzz"] }), "revision.unknown");
  });

  it("cannot have an id or a label that is taken or is none", () => {
    errorOf(() => newRevision(linear, { id: "aaaa1111" }), "revision.duplicate");
    errorOf(() => newRevision(linear, { branchLabels: ["left"] }), "revision.duplicate-label");
    errorOf(() => newRevision(linear, { id: "a/b" }), "revision.bad-id");
  });
});

describe("a merge", () => {
  const forked = history("r", "a <- r", "b <- r", "c <- r");

  it("joins all heads, or those that are named", () => {
    expect(newMerge(forked, {}).downRevisions).toEqual(["a", "b", "c"]);
    expect(newMerge(forked, { follows: ["c", "a", "c"] }).downRevisions).toEqual(["c", "a"]);
  });

  it("needs two revisions", () => {
    errorOf(() => newMerge(history("a"), {}), "revision.nothing-to-merge");
    errorOf(() => newMerge(history(), {}), "revision.nothing-to-merge");
    errorOf(() => newMerge(forked, { follows: ["a", "a"] }), "revision.nothing-to-merge");
  });

  it("does not join a revision with what it follows", () => {
    const error = errorOf(
      () => newMerge(history("r", "a <- r"), { follows: ["r", "a"], splice: true }),
      "revision.overlapping-parents",
    );
    expect(error.hint).toBe("Name only a.");
  });
});

describe("the version folder of a new revision", () => {
  const graph = new RevisionGraph([
    revision({ id: "a", path: "two/sub/a.ts" }),
    revision({ id: "x", path: "one/x.ts" }),
  ]);
  const following = (id: string | null) => revision({ id: "new", downRevision: id });

  it("is the only one, or that of its parent", () => {
    expect(versionFolderFor(graph, following(null), ["only"])).toBe("only");
    expect(versionFolderFor(graph, following("a"), ["one", "two"])).toBe("two");
    expect(versionFolderFor(graph, following("a"), ["two", "two/sub"])).toBe("two/sub");
  });

  it("must be named where there are several and no parent, and be one of them", () => {
    expect(
      errorOf(() => versionFolderFor(graph, following(null), ["one", "two"]), "revision.no-folder").hint,
    ).toMatch(/--version-path: one, two/);
    expect(versionFolderFor(graph, following(null), ["one", "two"], "./two/")).toBe("two");
    errorOf(() => versionFolderFor(graph, following(null), ["one", "two"], "three"), "revision.no-folder");
  });
});
