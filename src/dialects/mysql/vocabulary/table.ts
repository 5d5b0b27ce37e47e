import { type TableItem, tableOptions } from "../../../schema/define/table-item.js";
import type { OptionValue } from "../../../schema/options.js";

/**
 * What only MySQL and MariaDB know about a table; what is left out the server chooses, and is not compared.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": table_option
 */
export interface MysqlTableOptions {
  /** The storage engine, `InnoDB`. */
  readonly engine?: string;
  /** The character set of columns that name no collation. */
  readonly charset?: string;
  /** The collation of columns that name none. */
  readonly collate?: string;
  readonly rowFormat?: "DEFAULT" | "DYNAMIC" | "COMPACT" | "REDUNDANT" | "COMPRESSED" | "FIXED" | "PAGE";
  /** KiB of a page of a compressed table. */
  readonly keyBlockSize?: number;
  /** MySQL: how pages are compressed. */
  readonly compression?: "zlib" | "lz4" | "none";
  /** MySQL: whether pages are encrypted. */
  readonly encryption?: "Y" | "N";
  /** MariaDB: pages are compressed. */
  readonly pageCompressed?: boolean;
  readonly pageCompressionLevel?: number;
  /** MariaDB: whether pages are encrypted. */
  readonly encrypted?: "YES" | "NO";
  readonly statsPersistent?: boolean;
  readonly statsAutoRecalc?: boolean;
  readonly statsSamplePages?: number;
  readonly avgRowLength?: number;
  readonly minRows?: number;
  readonly maxRows?: number;
  readonly checksum?: boolean;
  /** MyISAM: indexes are packed. */
  readonly packKeys?: boolean;
  /** MyISAM: indexes are written when the table is closed. */
  readonly delayKeyWrite?: boolean;
  /** The number from which the column that numbers itself goes on; it is of the rows, and is not compared. */
  readonly autoIncrement?: number;
  /** MySQL: bytes by which the file of the table grows, a multiple of 4 MiB. */
  readonly autoextendSize?: number;
  /** MariaDB, Aria: the table survives a crash. */
  readonly transactional?: boolean;
  /** MariaDB, Aria: pages have checksums. */
  readonly pageChecksum?: boolean;
  /** MySQL: the general tablespace that the table is in; not compared. */
  readonly tablespace?: string;
  /** The folder of the server that its rows are in; not compared. */
  readonly dataDirectory?: string;
  /** MyISAM: the folder of the server that its indexes are in; not compared. */
  readonly indexDirectory?: string;
  /** FEDERATED and the like: where the rows are, by a server's name or an address; not compared. Keep its password in the environment. */
  readonly connection?: string;
  /** MRG_MyISAM: the tables that this one is over, `["january", "archive.december"]`. */
  readonly union?: readonly string[];
  /** MRG_MyISAM: which of them takes new rows. */
  readonly insertMethod?: "NO" | "FIRST" | "LAST";
  /** MySQL: the engine that queries may be handed to. */
  readonly secondaryEngine?: string;
  /** MySQL: JSON for the engine; not compared. */
  readonly engineAttribute?: string;
  /** MySQL: JSON for the secondary engine; not compared. */
  readonly secondaryEngineAttribute?: string;
  /** MariaDB: former versions of rows are kept; false gives them up, as they are when the table is dropped. */
  readonly systemVersioned?: boolean;
  /** Options that the engine alone knows, as SQL: "TABLE_TYPE='XML'"; not compared. */
  readonly clauses?: string;
}

/** Options of a table: `mysqlTable({ engine: "InnoDB", charset: "utf8mb4", rowFormat: "COMPRESSED" })`. */
export function mysqlTable(options: MysqlTableOptions): TableItem {
  const given = Object.entries(options).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== undefined,
  );
  return tableOptions({ mysql: Object.fromEntries(given) });
}

/**
 * The table is kept in parts, by what follows PARTITION BY:
 * `partitionBy("RANGE (YEAR(made)) (PARTITION old VALUES LESS THAN (2020), PARTITION new VALUES LESS THAN MAXVALUE)")`.
 *
 * @source MySQL 9.7 Reference Manual, 26.2 "Partitioning Types"
 */
export function partitionBy(text: string): TableItem {
  return tableOptions({ mysql: { partitionBy: text } });
}
