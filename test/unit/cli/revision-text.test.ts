import { describe, expect, it } from "vitest";
import { revisionDocument } from "../../../src/api/revision-document.js";
import { Screen } from "../../../src/cli/output.js";
import { revisionEntry, revisionLine, revisionName } from "../../../src/cli/revision-text.js";
import { RevisionGraph } from "../../../src/revision/graph.js";
import { revision } from "../../../src/revision/revision.js";
import { history } from "../revision/history.js";
import { recorder } from "./screens.js";

const { paint } = new Screen(recorder(), {}, true);

describe("a revision's line", () => {
  const graph = history("a", "b <- a [shop]", "c <- a", "m <- b c", "d (m)");
  const line = (id: string, current?: ReadonlySet<string>) =>
    revisionLine(graph.find(id)!, { graph, paint, ...(current && { current }) });

  it.each([
    ["a", "<base> -> a (branchpoint), makes a"],
    ["b", "a -> b (shop), makes b"],
    ["c", "a -> c, makes c"],
    ["m", "b, c -> m (shop) (effective head) (mergepoint), makes m"],
    ["d", "<base> (m) -> d (head), makes d"],
  ])("of %s is as in Alembic", (id, expected) => {
    expect(line(id)).toBe(expected);
  });

  it("marks where the database stands", () => {
    expect(line("c", new Set(["c"]))).toBe("a -> c (current), makes c");
  });

  it("shows no escapes of a message, and says where there is none", () => {
    const of = (message: string) => {
      const one = revision({ id: "x", message });
      return revisionLine(one, { graph: new RevisionGraph([one]), paint });
    };
    expect(of("\u001b[2Jclear")).toBe("<base> -> x (head), clear");
    expect(of("")).toBe("<base> -> x (head), empty message");
  });
});

describe("a revision", () => {
  const first = revision({
    id: "3f1c",
    message: "first",
    doc: "first\n\nof many",
    path: "/p/versions/3f1c.ts",
  });
  const second = revision({ id: "9ab0", downRevision: "3f1c", dependsOn: ["3f1c"], message: "second" });
  const third = revision({ id: "77aa", downRevision: "3f1c", message: "third" });
  const graph = new RevisionGraph([first, second, third]);

  it("has a long form with its file and its whole text", () => {
    expect(revisionEntry(first, { graph, paint }, "/p")).toEqual([
      "Rev: 3f1c (branchpoint)",
      "Parent: <base>",
      "Branches into: 77aa, 9ab0",
      "Path: versions/3f1c.ts",
      "",
      "    first",
      "",
      "    of many",
      "",
    ]);
    expect(revisionEntry(second, { graph, paint }, "/p")).toContain("Also depends on: 3f1c");
  });

  it("is data under --json", () => {
    expect(revisionDocument(second, { graph, current: new Set(["9ab0"]) })).toEqual({
      revision: "9ab0",
      downRevisions: ["3f1c"],
      branchLabels: [],
      dependsOn: ["3f1c"],
      message: "second",
      createdAt: null,
      path: null,
      isHead: true,
      isBranchPoint: false,
      isMergePoint: false,
      isCurrent: true,
    });
    expect(revisionDocument(second, { graph })).not.toHaveProperty("isCurrent");
  });

  it("is colored by what it is", () => {
    const colored = new Screen(recorder(80), {}, false).paint;
    expect(revisionName(second, { graph, paint: colored })).toBe("9ab0 \u001b[32m(head)\u001b[39m");
  });
});
