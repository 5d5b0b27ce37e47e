import type { CustomTypesConfig } from "pg";

type Decoder = (text: string) => unknown;

/** Integers beyond 2^53 are bigint, the others number. */
function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

const TIMESTAMP =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?( BC)?$/;

/**
 * A timestamp as Date, cut to milliseconds; one without a zone is taken as UTC. `infinity` is the number.
 *
 * @source PostgreSQL 18, 8.5.2 Date/Time Output, DateStyle ISO
 */
export function decodeTimestamp(text: string): Date | number | string {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  if (text === "-infinity") return Number.NEGATIVE_INFINITY;
  const match = TIMESTAMP.exec(text);
  if (!match) return text;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = "",
    sign,
    zoneHour,
    zoneMinute,
    zoneSecond,
    era,
  ] = match;
  const date = new Date(0);
  date.setUTCFullYear(era === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, "0").slice(0, 3)));
  if (sign === undefined) return date;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute ?? 0)) * 60 + Number(zoneSecond ?? 0);
  return new Date(date.getTime() - (sign === "-" ? -offset : offset) * 1000);
}

/** Bytes in the hexadecimal form. @source PostgreSQL 18, 8.4.1 bytea Hex Format */
export function decodeBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

/** The items of a one-dimensional or nested array's text. @source PostgreSQL 18, 8.15.6 Array Output */
export function decodeArray(text: string, decode: Decoder): unknown[] {
  const stack: unknown[][] = [[]];
  // Bounds, as in [2:3]={1,2}, stand before the braces.
  let i = text.indexOf("{");
  while (i < text.length) {
    const character = text[i]!;
    if (character === "{") stack.push([]);
    else if (character === "}") {
      const done = stack.pop()!;
      stack.at(-1)!.push(done);
    } else if (character !== ",") {
      const [item, end] = character === '"' ? quotedItem(text, i + 1) : bareItem(text, i);
      stack.at(-1)!.push(item === null ? null : decode(item));
      i = end;
      continue;
    }
    i++;
  }
  return stack[0]![0] as unknown[];
}

function quotedItem(text: string, start: number): readonly [string, number] {
  let item = "";
  let i = start;
  for (; text[i] !== '"'; i++) {
    if (text[i] === "\\") i++;
    item += text[i];
  }
  return [item, i + 1];
}

function bareItem(text: string, start: number): readonly [string | null, number] {
  let end = start;
  while (text[end] !== "," && text[end] !== "}") end++;
  const item = text.slice(start, end);
  return [item === "NULL" ? null : item, end];
}

const same: Decoder = (text) => text;
const json: Decoder = (text) => JSON.parse(text) as unknown;

/** Types whose values stay text, but whose arrays are read: network, bits, geometry, search, ranges, catalogue. */
const TEXT_ARRAYS: readonly (readonly [oid: number, arrayOid: number])[] = [
  [142, 143],
  [600, 1017],
  [601, 1018],
  [602, 1019],
  [604, 1027],
  [628, 629],
  [650, 651],
  [718, 719],
  [774, 775],
  [790, 791],
  [829, 1040],
  [869, 1041],
  [1560, 1561],
  [1562, 1563],
  [2205, 2210],
  [2206, 2211],
  [3220, 3221],
  [3614, 3643],
  [3615, 3645],
  [3904, 3905],
  [3906, 3907],
  [3908, 3909],
  [3910, 3911],
  [3912, 3913],
  [3926, 3927],
  [4451, 6150],
  [4532, 6151],
  [4533, 6152],
  [4534, 6153],
  [4535, 6155],
  [4536, 6157],
];

/** How each type is read, with the identifiers of the type and of its array. @source PostgreSQL 18, pg_type.dat */
const TYPES: readonly (readonly [oid: number, arrayOid: number, decode: Decoder])[] = [
  [16, 1000, (text) => text === "t"],
  [17, 1001, decodeBytes],
  [18, 1002, same],
  [19, 1003, same],
  [20, 1016, integer],
  [21, 1005, Number],
  [23, 1007, Number],
  [25, 1009, same],
  [26, 1028, Number],
  [114, 199, json],
  [700, 1021, Number],
  [701, 1022, Number],
  [1042, 1014, same],
  [1043, 1015, same],
  [1082, 1182, same],
  [1083, 1183, same],
  [1114, 1115, decodeTimestamp],
  [1184, 1185, decodeTimestamp],
  [1186, 1187, same],
  [1266, 1270, same],
  [1700, 1231, same],
  [2950, 2951, same],
  [3802, 3807, json],
  ...TEXT_ARRAYS.map(([oid, arrayOid]) => [oid, arrayOid, same] as const),
];

const DECODERS = new Map<number, Decoder>(
  TYPES.flatMap(([oid, arrayOid, decode]): readonly (readonly [number, Decoder])[] => [
    [oid, decode],
    [arrayOid, (text) => decodeArray(text, decode)],
  ]),
);

/** The decoders as the driver takes them; what has none stays text. */
export const TYPE_PARSERS: CustomTypesConfig = {
  getTypeParser: ((oid: number) => DECODERS.get(oid) ?? same) as CustomTypesConfig["getTypeParser"],
};
