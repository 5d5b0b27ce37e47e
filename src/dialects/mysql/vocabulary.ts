export type { FloatOptions, IntegerOptions, NumberOptions } from "./vocabulary/number.js";
export {
  bigint,
  bit,
  decimal,
  double,
  float,
  int,
  mediumint,
  smallint,
  tinyint,
  year,
} from "./vocabulary/number.js";
export type { Position, Shape, SpatialOptions } from "./vocabulary/spatial.js";
export {
  geometry,
  geometrycollection,
  linestring,
  multilinestring,
  multipoint,
  multipolygon,
  point,
  polygon,
} from "./vocabulary/spatial.js";
export { type MysqlTableOptions, mysqlTable, partitionBy } from "./vocabulary/table.js";
export {
  binary,
  blob,
  datetime,
  inet4,
  inet6,
  longblob,
  longtext,
  mediumblob,
  mediumtext,
  set,
  timestamp,
  tinyblob,
  tinytext,
  varbinary,
  vector,
} from "./vocabulary/text.js";
