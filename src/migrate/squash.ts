import { rmSync } from "node:fs";
import { RevisionError } from "../errors/errors.js";
import type { RevisionGraph } from "../revision/graph.js";
import { enumerateIds, nameWithFile, type Revision } from "../revision/revision.js";
import { type NewScript, type ScriptFilling, type WrittenScript, writeScript } from "./new-script.js";
import { keepScripts, scriptCalls } from "./squash-calls.js";
import { effectOf, folded, type SquashedDatabase, verify } from "./squash-effect.js";

export type { SquashedDatabase };

/** What is asked of a squash. */
export interface SquashRequest
  extends Omit<
    NewScript,
    | "follows"
    | "splice"
    | "merge"
    | "difference"
    | "databases"
    | "fill"
    | "replaces"
    | "dependsOn"
    | "branchLabels"
  > {
  /** The revisions to be squashed, from old to new. */
  readonly revisions: readonly Revision[];
  readonly signal?: AbortSignal | undefined;
}

/** What a squash gave. */
export interface SquashReport extends WrittenScript {
  /** How many operations the revisions asked for, and how many the squash does. */
  readonly operations: { readonly before: number; readonly after: number };
  /** Copies of the scripts whose code the squash calls. */
  readonly kept: readonly string[];
}

/**
 * Writes one revision that does what a line of revisions does, and replaces them. They are run on a scratch database to
 * see what they do; then the new one is, and the schemas must be the same, upwards and downwards. Otherwise nothing is
 * written. Of several databases that holds for each. A script that runs code of its own is kept as a copy beside it,
 * which the new one calls.
 *
 * @throws {RevisionError} `revision.not-linear`: they are no line, or something else hangs on one within
 * @throws {RevisionError} `revision.write-failed`: a file cannot be written
 * @throws {MigrationError} `migration.no-scratch`, `migration.squash-differs`
 * @throws {RevisionFailed} one of the scripts fails on an empty database
 */
export async function squash(
  databases: readonly [SquashedDatabase, ...SquashedDatabase[]],
  request: SquashRequest,
): Promise<SquashReport> {
  const [{ migrator }] = databases;
  const { graph, settings } = migrator;
  const { revisions, signal, ...script } = request;
  assertLine(graph, revisions);
  const effects: Awaited<ReturnType<typeof effectOf>>[] = [];
  for (const each of databases) effects.push(await effectOf(each, graph, revisions, signal));
  const coding = revisions.filter((revision) =>
    effects.some(({ steps }) => steps.some((step) => step.revision === revision && step.runsCode)),
  );
  const calls = await scriptCalls(coding, settings);
  const parts = await Promise.all(
    effects.map(async (effect) => ({
      name: effect.database,
      difference: { ...(await folded(effect, calls.of(effect.database))), dialect: effect.dialect },
    })),
  );
  signal?.throwIfAborted();
  const fill = (folder: string): ScriptFilling => {
    calls.from(folder);
    const [{ name, difference }] = parts as [(typeof parts)[number]];
    return name === null
      ? { difference }
      : { databases: parts.map((part) => ({ ...part, name: part.name! })) };
  };
  const [first] = revisions;
  const kept = keepScripts(coding);
  try {
    const written = await writeScript(migrator, {
      ...script,
      follows: first!.downRevisions.length === 0 ? ["base"] : first!.downRevisions,
      splice: true,
      fill,
      replaces: replacedBy(revisions),
      dependsOn: outerDependencies(graph, revisions),
      branchLabels: revisions.flatMap(({ branchLabels }) => branchLabels),
    });
    kept.written.push(written.path);
    for (const effect of effects) await verify(written.revision.id, effect, signal);
    const count = (lists: readonly (readonly unknown[])[]) =>
      lists.reduce((sum, list) => sum + list.length, 0);
    const before = count(effects.flatMap(({ steps }) => steps.map(({ upgrade }) => upgrade)));
    const after = count(parts.map((part) => part.difference.operations));
    return { ...written, kept: kept.paths, operations: { before, after } };
  } catch (thrown) {
    for (const path of kept.written) rmSync(path, { force: true });
    throw thrown;
  }
}

/** What a squash of these revisions says that it replaces; a squash at their end is one place with what it replaces. */
function replacedBy(revisions: readonly Revision[]): readonly string[] {
  return revisions.flatMap(({ id, replaces, replacedEnd }, i) => {
    if (i < revisions.length - 1 || replaces.length === 0) return [...replaces, id];
    const inner = replaces.filter((each) => !replacedEnd.includes(each));
    return [...inner, [...replacedEnd, id].join("=")];
  });
}

function assertLine(graph: RevisionGraph, revisions: readonly Revision[]): void {
  if (revisions.length < 2) {
    throw notLinear(
      "A squash is of two revisions or more.",
      "Name a longer range: `migr history` lists all.",
    );
  }
  revisions.forEach((revision, i) => {
    const next = revisions[i + 1];
    const parents = graph.parents(revision);
    if (i > 0 && (parents.length > 1 || parents[0] !== revisions[i - 1])) {
      throw notLinear(
        `${nameWithFile(revision)} does not follow ${revisions[i - 1]!.id} alone.`,
        "Squash each branch by itself, up to where it forks or is merged.",
      );
    }
    const others = graph.children(revision).filter((child) => child !== next);
    if (next !== undefined && others.length > 0) {
      throw notLinear(
        `${enumerateIds(others)} ${others.length === 1 ? "branches" : "branch"} off from ${nameWithFile(revision)}, in the middle of the range.`,
        "End the range at the branch point, or begin it above.",
      );
    }
  });
}

function notLinear(message: string, hint: string): RevisionError {
  return new RevisionError("revision.not-linear", message, { hint });
}

function outerDependencies(graph: RevisionGraph, revisions: readonly Revision[]): readonly string[] {
  const inside = new Set(revisions);
  const outside = revisions.flatMap((revision) =>
    graph.dependencies(revision).filter((each) => !inside.has(each)),
  );
  return [...new Set(outside.map(({ id }) => id))];
}
