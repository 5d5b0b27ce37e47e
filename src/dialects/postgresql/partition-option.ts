import type { OptionCall } from "../../ops/option-builder.js";
import type { OptionValue } from "../../schema/options.js";
import { nameFromPath } from "./name-path.js";
import { type Partition, type PartitionPart, partitionKey, partitionText } from "./partition.js";
import { readPartitions, renamedPartitions } from "./partition-list.js";
import { tokenize } from "./tokens.js";

/**
 * What the partitions become that there are: those that a model names with what it says of them, under its names, and
 * all others as they stand.
 */
export function mergedPartitions(standing: readonly string[], wanted: readonly string[]): readonly string[] {
  const [before, after] = [readPartitions(standing), readPartitions(wanted)];
  const renamed = renamedPartitions(before, after);
  const moved = (path: string) => renamed.get(path) ?? path;
  const kept = [...before.partitions.values()].map((each): Partition => {
    const own = { ...each, path: moved(each.path), of: each.of === null ? null : moved(each.of) };
    const said = after.partitions.get(own.path);
    return said ? withUnsaid(said, own) : own;
  });
  const parts = [...before.parts.values()].map((each) => {
    const own = { ...each, path: moved(each.path) };
    return after.parts.get(partitionKey(own)) ?? own;
  });
  const known = new Set([...kept, ...parts].map(partitionKey));
  const missing = [...after.partitions.values(), ...after.parts.values()].filter(
    (each) => !known.has(partitionKey(each)),
  );
  return [
    ...kept,
    ...missing.filter(({ kind }) => kind === "partition"),
    ...parts,
    ...missing.filter(({ kind }) => kind !== "partition"),
  ].map(partitionText);
}

/** What the model says of a partition, with what stands of that of which it says nothing. */
function withUnsaid(said: Partition, standing: Partition): Partition {
  return {
    ...said,
    partitionBy: said.partitionBy ?? standing.partitionBy,
    using: said.using ?? standing.using,
    with: said.with.length > 0 ? said.with : standing.with,
    tablespace: said.tablespace ?? standing.tablespace,
  };
}

/** The call of `partitions` that names them; null where an element is none. */
export function partitionsCall(value: OptionValue): OptionCall | null {
  if (!Array.isArray(value)) return null;
  const { partitions, parts } = readPartitions(value as readonly string[]);
  if (partitions.size + parts.size < value.length) return null;
  const bounds = [...partitions.values()].map((each) => {
    const bound = partitionText(each).slice(each.path.length + 1);
    const own = [...parts.values()].filter(({ path }) => path === each.path);
    return [each.path, own.length === 0 ? bound : { bound, ...partsCall(own) }] as const;
  });
  return { name: "partitions", args: [Object.fromEntries(bounds)] };
}

/** What one partition alone has, as `partitions` takes it. */
function partsCall(parts: readonly PartitionPart[]): Readonly<Record<string, unknown>> {
  const named = (...kinds: readonly PartitionPart["kind"][]) =>
    parts
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, name, text }) => [
        nameFromPath(name).name,
        kind === "uniqueIndex" ? `UNIQUE ${text}` : kind === "comment" ? tokenize(text)[0]?.text : text,
      ]);
  const [comment, indexes, constraints, defaults] = [
    named("comment"),
    named("index", "uniqueIndex"),
    named("constraint"),
    named("default"),
  ];
  return {
    ...(comment[0] && { comment: comment[0][1] }),
    ...(indexes.length > 0 && { indexes: Object.fromEntries(indexes) }),
    ...(constraints.length > 0 && { constraints: Object.fromEntries(constraints) }),
    ...(defaults.length > 0 && { defaults: Object.fromEntries(defaults) }),
  };
}
