import { ddlText } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { nameFromPath, quotedPath } from "./name-path.js";
import { type Partition, type PartitionPart, readPartition } from "./partition.js";
import { readPartitions, renamedPartitions } from "./partition-list.js";
import { spelling } from "./spelling.js";

/** A table whose partitions change. */
export interface Partitioned {
  readonly table: TableName;
  /** It is there already, and others may read and write it. */
  readonly stands: boolean;
  /** The default of one of its columns, which a partition has that has none of its own. */
  readonly defaultOf: (column: string) => Node | undefined;
  /** The schema of names without one, where it is known. */
  readonly defaultSchema: string | null;
}

/**
 * What takes the partitions of a table from one list to another. Rows stay, but for those of partitions that the other
 * list does not have. One with another bound is taken out and put in again, which checks its rows.
 *
 * @throws {CompileError} `compile.unsupported`: an element is none, or one's own rows are to be in other partitions
 */
export function partitionNodes(
  { table, stands, defaultOf, defaultSchema }: Partitioned,
  from: readonly string[],
  to: readonly string[],
): readonly Node[] {
  for (const text of to) if (!readPartition(text)) throw unreadable(table, text);
  const [before, after] = [readPartitions(from), readPartitions(to)];
  const renamed = renamedPartitions(before, after);
  const moved = (path: string) => renamed.get(path) ?? path;
  const standing = [...before.partitions.values()].map((each) => ({
    ...each,
    path: moved(each.path),
    of: each.of === null ? null : moved(each.of),
  }));
  const byPath = new Map(standing.map((each) => [each.path, each]));
  const parentOf = ({ of }: Partition) => (of === null ? name(table.schema, table.name) : quotedPath(of));
  const isOut = (each: Partition) => {
    const other = after.partitions.get(each.path);
    return !other || other.bound !== each.bound || other.of !== each.of;
  };
  const gone = (each: PartitionPart, others: ReadonlyMap<string, PartitionPart>, path = each.path) =>
    ![...others.values()].some((other) => isSamePart(other, { ...each, path }));
  const stays = (path: string) => after.partitions.has(path);
  const undone = [...before.parts.values()].filter(
    (each) => stays(moved(each.path)) && gone(each, after.parts, moved(each.path)),
  );
  const own = new Map([...before.parts].map(([key, each]) => [key, { ...each, path: moved(each.path) }]));
  return [
    ...undone.flatMap((each) => undoPart(each, after.parts, defaultOf)),
    ...[...renamed].flatMap(([path, other]) => renameNodes(path, other, defaultSchema)),
    ...standing
      .filter(isOut)
      .reverse()
      .flatMap((each) => [
        clause("ALTER TABLE", parentOf(each), "DETACH PARTITION", quotedPath(each.path)),
        ...(after.partitions.has(each.path) ? [] : [clause("DROP TABLE", quotedPath(each.path))]),
      ]),
    ...[...after.partitions.values()].flatMap((each) => {
      const found = byPath.get(each.path);
      if (!found) return createNodes(each, parentOf(each), name(table.schema, table.name), stands);
      if (found.partitionBy !== each.partitionBy) throw otherwiseParted(each);
      const attach = clause(
        "ALTER TABLE",
        parentOf(each),
        "ATTACH PARTITION",
        quotedPath(each.path),
        each.bound,
      );
      return [...storageNodes(found, each), ...(isOut(found) ? [attach] : [])];
    }),
    ...[...after.parts.values()].filter((each) => gone(each, own)).map(partNode),
  ];
}

function isSamePart(a: PartitionPart, b: PartitionPart): boolean {
  return a.kind === b.kind && a.path === b.path && a.name === b.name && a.text === b.text;
}

/**
 * What makes a partition. Beside a table that others use it is made by itself and put in, which lets them read and
 * write on: CREATE TABLE … PARTITION OF would shut them out.
 *
 * @source PostgreSQL 18, CREATE TABLE: PARTITION OF; ALTER TABLE: ATTACH PARTITION; 5.12.2.2 Partition Maintenance
 */
function createNodes(each: Partition, parent: Node, root: Node, stands: boolean): readonly Node[] {
  const { path, bound, partitionBy, using, with: parameters, tablespace } = each;
  const tail = [
    partitionBy === null ? undefined : `PARTITION BY ${partitionBy}`,
    using === null ? undefined : clause("USING", quotedPath(using)),
    parameters.length === 0 ? undefined : `WITH (${parameters.join(", ")})`,
    tablespace === null ? undefined : clause("TABLESPACE", quotedPath(tablespace)),
  ];
  if (!stands) {
    return [clause("CREATE TABLE", quotedPath(path), "PARTITION OF", parent, bound, ...tail)];
  }
  const like = clause("(LIKE", root, `${LIKE})`);
  return [
    clause("CREATE TABLE", quotedPath(path), like, ...tail),
    clause("ALTER TABLE", parent, "ATTACH PARTITION", quotedPath(path), bound),
  ];
}

/** What a partition has of its table before it is one; indexes, keys and triggers come when it is put in. */
const LIKE =
  "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION";

/**
 * @throws {CompileError} `compile.unsupported`: a partition is to be in the connection's own schema, which is not known
 * @source PostgreSQL 18, ALTER TABLE: RENAME TO; SET SCHEMA
 */
function renameNodes(path: string, to: string, defaultSchema: string | null): readonly Node[] {
  const [before, after] = [nameFromPath(path), nameFromPath(to)];
  const isMoved = before.schema !== after.schema;
  const schema = after.schema ?? defaultSchema;
  if (isMoved && schema === null) {
    throw new CompileError(
      "compile.unsupported",
      `The partition ${path} cannot be moved to the connection's own schema, whose name is not known without a connection.`,
      { hint: "Name the schema in the models.", details: { partition: path } },
    );
  }
  return [
    ...(isMoved ? [clause("ALTER TABLE", quotedPath(path), "SET SCHEMA", name(schema!))] : []),
    ...(before.name === after.name
      ? []
      : [
          clause(
            "ALTER TABLE",
            name(isMoved ? schema! : before.schema, before.name),
            "RENAME TO",
            name(after.name),
          ),
        ]),
  ];
}

/** What gives a partition other storage. @source PostgreSQL 18, ALTER TABLE */
function storageNodes(from: Partition, to: Partition): readonly Node[] {
  const names = (list: readonly string[]) => list.map((each) => each.split(" ", 1)[0]!);
  const set = to.with.filter((each) => !from.with.includes(each));
  const reset = names(from.with).filter((each) => !names(to.with).includes(each));
  const actions = [
    ...(set.length > 0 ? [clause(`SET (${set.join(", ")})`)] : []),
    ...(reset.length > 0 ? [clause(`RESET (${reset.join(", ")})`)] : []),
    ...(to.using === from.using
      ? []
      : [clause("SET ACCESS METHOD", to.using === null ? "DEFAULT" : quotedPath(to.using))]),
    ...(to.tablespace === from.tablespace
      ? []
      : [clause("SET TABLESPACE", to.tablespace === null ? "pg_default" : quotedPath(to.tablespace))]),
  ];
  return actions.map((action) => clause("ALTER TABLE", quotedPath(to.path), action));
}

/** What makes a part of one partition. */
function partNode({ kind, path, name: own, text }: PartitionPart): Node {
  const on = quotedPath(path);
  switch (kind) {
    case "comment":
      return clause("COMMENT ON TABLE", on, "IS", text);
    case "index":
      return clause("CREATE INDEX", quotedPath(own), "ON", on, text);
    case "uniqueIndex":
      return clause("CREATE UNIQUE INDEX", quotedPath(own), "ON", on, text);
    case "constraint":
      return clause("ALTER TABLE", on, "ADD CONSTRAINT", quotedPath(own), text);
    case "default":
      return clause("ALTER TABLE", on, "ALTER COLUMN", quotedPath(own), "SET DEFAULT", text);
  }
}

/** What takes a part of one partition away, as far as the one that comes does not take its place. */
function undoPart(
  { kind, path, name: own }: PartitionPart,
  others: ReadonlyMap<string, PartitionPart>,
  defaultOf: Partitioned["defaultOf"],
): readonly Node[] {
  const on = quotedPath(path);
  const { schema } = nameFromPath(path);
  const isReplaced = [...others.values()].some(
    (other) => other.kind === kind && other.path === path && other.name === own,
  );
  switch (kind) {
    case "comment":
      return isReplaced ? [] : [clause("COMMENT ON TABLE", on, "IS NULL")];
    case "index":
    case "uniqueIndex":
      return [clause("DROP INDEX", name(schema, nameFromPath(own).name))];
    case "constraint":
      return [clause("ALTER TABLE", on, "DROP CONSTRAINT", quotedPath(own))];
    case "default": {
      if (isReplaced) return [];
      const above = defaultOf(nameFromPath(own).name);
      const action = above ? `SET DEFAULT ${ddlText(above, spelling)}` : "DROP DEFAULT";
      return [clause("ALTER TABLE", on, "ALTER COLUMN", quotedPath(own), action)];
    }
  }
}

function unreadable(table: TableName, text: string): CompileError {
  return new CompileError(
    "compile.unsupported",
    `PostgreSQL cannot make a partition of ${displayName(table)} of ${JSON.stringify(text)}.`,
    {
      hint: "Give its name and its bound, such as sales_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01').",
      details: { table: displayName(table) },
    },
  );
}

function otherwiseParted({ path }: Partition): CompileError {
  return new CompileError(
    "compile.unsupported",
    `PostgreSQL cannot put the rows of the partition ${path} into other partitions.`,
    { hint: "Make a new partition, and move the rows with op.execute(…).", details: { partition: path } },
  );
}
