import { expect } from "vitest";
import type { MigrError } from "../../../src/errors/base.js";
import { RevisionGraph } from "../../../src/revision/graph.js";
import { type Revision, revision } from "../../../src/revision/revision.js";

/**
 * A history in few words, one text a revision: `"m <- a b [label] (dependency)"`; only the id must stand there.
 */
export function history(...lines: readonly string[]): RevisionGraph {
  return new RevisionGraph(lines.map(parse));
}

/** One revision in the notation of `history`. */
export function parse(line: string): Revision {
  const words = (text: string | undefined) => text?.trim().split(/\s+/).filter(Boolean) ?? [];
  const [, id, parents, labels, dependencies] =
    /^(\S+)(?:\s*<-([^[(]*))?\s*(?:\[(.*?)\])?\s*(?:\((.*?)\))?$/.exec(line)!;
  return revision({
    id: id!,
    downRevision: words(parents),
    branchLabels: words(labels),
    dependsOn: words(dependencies),
    message: `makes ${id}`,
  });
}

/** The ids of revisions, separated by spaces. */
export function ids(revisions: Iterable<Revision>): string {
  return [...revisions].map((revision) => revision.id).join(" ");
}

/** The error that `act` throws, which must have this code and carry a hint. */
export function errorOf(act: () => unknown, code: string): MigrError {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: "RevisionError", code });
    const error = thrown as MigrError;
    expect(error.message).toMatch(/\.$/);
    return error;
  }
  return expect.unreachable(`nothing was thrown, ${code} was expected`);
}
