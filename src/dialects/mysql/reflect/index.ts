import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { assembleSchema, type Catalogue } from "../../../dialect/reflector.js";
import type { Column } from "../../../schema/column.js";
import type { Constraint, ForeignKey } from "../../../schema/constraint.js";
import type { TableName } from "../../../schema/name.js";
import type { Sequence, Unsupported } from "../../../schema/object.js";
import type { Schema } from "../../../schema/schema.js";
import type { TableIndex } from "../../../schema/table-index.js";
import { optionsOfRow } from "../option.js";
import { type PartitionRow, partitionByOf } from "../partition.js";
import type { Variant } from "../variant.js";
import { type CatalogRows, isAskedFor, readCatalog, type TableRow } from "./catalog.js";
import { columnOfRow, isGeneratedKey } from "./column.js";
import { checkOf, foreignKeyOf, isImplicit, isJsonCheck, meaningOfIndex, PRIMARY } from "./constraint.js";
import { sequenceOfRow } from "./sequence.js";

/** What kinds of tables are called where they are no plain tables. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  VIEW: "view",
  "SYSTEM VIEW": "view",
  "SYSTEM VERSIONED": "system-versioned table",
};

/** Reads the schema: eight statements at most for what tables hold, however many there are, and one for all sequences. */
export async function reflect(
  db: Queryable,
  variant: Variant,
  request: ReflectRequest = {},
): Promise<Schema> {
  const rows = await readCatalog(db, variant, request);
  // The tables of the default schema carry no name of it, even where it was asked for by name.
  const own = rows.tables.find((row) => Number(row.own) === 1)?.db;
  const nameOf = (schema: string, name: string): TableName => (schema === own ? { name } : { name, schema });
  const catalogue = new CatalogReader(rows, variant, request, nameOf).catalogue();
  return assembleSchema({ ...catalogue, defaultSchema: own });
}

type Owned<T> = readonly (readonly [table: TableName, item: T])[];

/** Puts the rows of the views together, table by table. */
class CatalogReader {
  readonly #rows: CatalogRows;
  readonly #variant: Variant;
  readonly #nameOf: (schema: string, name: string) => TableName;
  readonly #tables: ReadonlyMap<string, TableRow>;
  readonly #hiddenKeys: ReadonlySet<string>;
  readonly #unsupported: Unsupported[] = [];

  constructor(
    rows: CatalogRows,
    variant: Variant,
    request: ReflectRequest,
    nameOf: (schema: string, name: string) => TableName,
  ) {
    this.#rows = rows;
    this.#variant = variant;
    this.#nameOf = nameOf;
    const tables = new Map<string, TableRow>();
    for (const row of rows.tables) {
      // A temporary table is of this connection only, and MariaDB lists it among the others.
      if (row.type === "TEMPORARY" || !isAskedFor(request, row)) continue;
      const what = OTHER_KINDS[row.type];
      if (what !== undefined) this.#unsupported.push({ ...nameOf(row.db, row.name), what });
      // A plan that asks for one table by name must know its columns, whatever else the table is.
      const isTold = what === undefined || request.tables !== undefined;
      if (row.type === "BASE TABLE" && isTold) tables.set(keyOf(row.db, row.name), row);
    }
    this.#tables = tables;
    this.#hiddenKeys = new Set(
      rows.columns.filter(isGeneratedKey).map(({ db, tbl, name }) => keyOf(db, tbl, name)),
    );
  }

  catalogue(): Catalogue {
    const keys = this.#foreignKeys();
    const indexes = this.#indexes(keys);
    const parts = this.#partitions();
    const constraints: Owned<Constraint> = [...indexes.constraints, ...keys, ...this.#checks()];
    return {
      tables: [...this.#tables.values()].map(({ db, name, comment, engine, collation, options }) => {
        const partitions = parts.get(keyOf(db, name));
        const own = optionsOfRow(engine, collation, options ?? "");
        return {
          ...this.#nameOf(db, name),
          comment,
          options: { mysql: partitions ? { ...own, partitionBy: partitionByOf(partitions) } : own },
        };
      }),
      columns: this.#columns(),
      constraints,
      indexes: indexes.indexes,
      enums: [],
      sequences: this.#sequences(),
      unsupported: this.#unsupported,
    };
  }

  #columns(): Owned<Column> {
    const json = new Set(
      this.#rows.checks.filter(isJsonCheck).map(({ db, tbl, name }) => keyOf(db, tbl ?? "", name)),
    );
    const systems = new Map(
      this.#rows.systems.map(({ db, tbl, name, srid }) => [keyOf(db, tbl, name), Number(srid)]),
    );
    return this.#rows.columns.flatMap((row) => {
      const table = this.#tables.get(keyOf(row.db, row.tbl));
      if (!table || this.#hiddenKeys.has(keyOf(row.db, row.tbl, row.name))) return [];
      const isJson = row.type === "longtext" && json.has(keyOf(row.db, row.tbl, row.name));
      const srid = row.srid ?? systems.get(keyOf(row.db, row.tbl, row.name)) ?? null;
      const context = { variant: this.#variant, tableCollation: table.collation, isJson, srid };
      return [[this.#nameOf(row.db, row.tbl), columnOfRow(row, context)]];
    });
  }

  #foreignKeys(): Owned<ForeignKey> {
    const rules = new Map(this.#rows.rules.map((row) => [keyOf(row.db, row.tbl, row.name), row]));
    return this.#grouped(this.#rows.keys).map(([table, rows]) => {
      const [{ db, tbl, name }] = rows;
      return [table, foreignKeyOf(rows, rules.get(keyOf(db, tbl, name)), this.#nameOf)];
    });
  }

  #indexes(keys: Owned<ForeignKey>): { constraints: Owned<Constraint>; indexes: Owned<TableIndex> } {
    const ofTable = new Map<string, ForeignKey[]>();
    for (const [table, key] of keys) {
      const id = keyOf(table.schema ?? "", table.name);
      ofTable.set(id, [...(ofTable.get(id) ?? []), key]);
    }
    const constraints: [TableName, Constraint][] = [];
    const indexes: [TableName, TableIndex][] = [];
    for (const [table, rows] of this.#grouped(this.#rows.indexes)) {
      const [{ db, tbl, col }] = rows;
      if (rows[0].name === PRIMARY && this.#hiddenKeys.has(keyOf(db, tbl, col ?? ""))) continue;
      const meaning = meaningOfIndex(rows, this.#variant);
      if ("constraint" in meaning) constraints.push([table, meaning.constraint]);
      else if ("unsupported" in meaning) this.#report(table, rows[0].name, meaning.unsupported);
      else if (!isImplicit(meaning.index, ofTable.get(keyOf(table.schema ?? "", table.name)) ?? [])) {
        indexes.push([table, meaning.index]);
      }
    }
    return { constraints, indexes };
  }

  #checks(): Owned<Constraint> {
    const owners = new Map(this.#rows.owners.map((row) => [keyOf(row.db, row.name), row]));
    const checks: [TableName, Constraint][] = [];
    for (const row of this.#rows.checks) {
      const owner = owners.get(keyOf(row.db, row.name));
      const tbl = row.tbl ?? owner?.tbl;
      if (tbl === undefined || !this.#tables.has(keyOf(row.db, tbl)) || isJsonCheck(row)) continue;
      const table = this.#nameOf(row.db, tbl);
      if (row.level === "Column") this.#report(table, row.name, "check of a column");
      else checks.push([table, checkOf(row, owner?.enforced !== "NO", this.#variant)]);
    }
    return checks;
  }

  #partitions(): ReadonlyMap<string, readonly [PartitionRow, ...PartitionRow[]]> {
    const groups = new Map<string, [PartitionRow, ...PartitionRow[]]>();
    for (const row of this.#rows.partitions) {
      const group = groups.get(keyOf(row.db, row.tbl));
      if (group) group.push(row);
      else groups.set(keyOf(row.db, row.tbl), [row]);
    }
    return groups;
  }

  #sequences(): readonly Sequence[] {
    return this.#rows.sequences.map((row) => sequenceOfRow(row, this.#nameOf(row.db, row.name)));
  }

  /** Something of a table that the schema cannot express. */
  #report(table: TableName, name: string, what: string): void {
    this.#unsupported.push({ ...table, name, what, table });
  }

  /** Rows of one object after the other, in the order in which they were read, of the tables that are asked for. */
  #grouped<R extends { readonly db: string; readonly tbl: string; readonly name: string }>(
    rows: readonly R[],
  ): readonly (readonly [table: TableName, rows: readonly [R, ...R[]]])[] {
    const groups = new Map<string, [TableName, [R, ...R[]]]>();
    for (const row of rows) {
      if (!this.#tables.has(keyOf(row.db, row.tbl))) continue;
      const key = keyOf(row.db, row.tbl, row.name);
      const group = groups.get(key);
      if (group) group[1].push(row);
      else groups.set(key, [this.#nameOf(row.db, row.tbl), [row]]);
    }
    return [...groups.values()];
  }
}

function keyOf(db: string, table: string, part?: string): string {
  return part === undefined ? `${db}\u0000${table}` : `${db}\u0000${table}\u0000${part}`;
}
