import {
  type Partition,
  type PartitionPart,
  partitionKey,
  partitionText,
  readPartition,
} from "./partition.js";

/** A list of the option `partitions`, read. */
export interface PartitionList {
  readonly partitions: ReadonlyMap<string, Partition>;
  readonly parts: ReadonlyMap<string, PartitionPart>;
}

/** The elements of a list by what tells them apart, in their order. */
export function readPartitions(list: readonly string[]): PartitionList {
  const partitions = new Map<string, Partition>();
  const parts = new Map<string, PartitionPart>();
  for (const text of list) {
    const element = readPartition(text);
    if (element?.kind === "partition") partitions.set(partitionKey(element), element);
    else if (element) parts.set(partitionKey(element), element);
  }
  return { partitions, parts };
}

/** Partitions of one list that the other has under another name: no two have the same rows. */
export function renamedPartitions(from: PartitionList, to: PartitionList): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const come = [...to.partitions.values()].filter(({ path }) => !from.partitions.has(path));
  for (const each of from.partitions.values()) {
    if (to.partitions.has(each.path)) continue;
    const of = each.of === null ? null : (renamed.get(each.of) ?? each.of);
    const same = come.find((other) => other.of === of && other.bound === each.bound);
    if (same) renamed.set(each.path, same.path);
  }
  return renamed;
}

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
