import {
  bigint,
  binary,
  bit,
  decimal,
  inet6,
  int,
  longtext,
  type Position,
  point,
  polygon,
  set,
  timestamp,
  tinyint,
  varbinary,
  year,
} from "../../src/dialects/mysql/vocabulary.js";
import { declarativeBase, func } from "../../src/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T => true as T;

const Base = declarativeBase();

export class Thing extends Base.model("things", {
  id: bigint({ unsigned: true }).primaryKey(),
  small: tinyint(),
  count: int({ unsigned: true, zerofill: true, width: 5 }).nullable(),
  price: decimal(8, 2, { unsigned: true }),
  flags: bit(8),
  tags: set("a", "b"),
  made: year(),
  body: longtext(),
  digest: binary(32),
  address: inet6(),
  place: point({ srid: 4326 }),
  area: polygon(),
  touched: timestamp({ precision: 3 }).serverOnUpdate(func.now()),
}) {}

declare const thing: Thing;
same<Equal<typeof thing.id, bigint>>();
same<Equal<typeof thing.small, number>>();
same<Equal<typeof thing.count, number | null>>();
same<Equal<typeof thing.price, string>>();
same<Equal<typeof thing.flags, Uint8Array>>();
same<Equal<typeof thing.tags, string>>();
same<Equal<typeof thing.made, number>>();
same<Equal<typeof thing.body, string>>();
same<Equal<typeof thing.digest, Uint8Array>>();
same<Equal<typeof thing.address, string>>();
same<Equal<typeof thing.place, Position>>();
same<Equal<typeof thing.area, readonly (readonly Position[])[]>>();
same<Equal<typeof thing.touched, Date>>();

// @ts-expect-error a set has words
set();
// @ts-expect-error no such option
int({ length: 5 });
// @ts-expect-error varbinary has a length
varbinary();
