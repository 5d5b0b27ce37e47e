import { type Partition, type PartitionPart, partitionKey, readPartition } from "./partition.js";

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
