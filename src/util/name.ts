import { createHash } from "node:crypto";

/** Length of a name as the database counts it: in bytes of UTF-8, or in characters. */
export function nameLength(name: string, unit: "bytes" | "characters"): number {
  return unit === "bytes" ? Buffer.byteLength(name) : [...name].length;
}

/**
 * The name itself where it fits, else its beginning and eight hexadecimal digits of its hash, so that the same
 * long name always becomes the same short one and two long names never become one.
 */
export function shortenName(name: string, limit: number, unit: "bytes" | "characters"): string {
  if (nameLength(name, unit) <= limit) return name;
  const tail = `_${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
  return clipName(name, limit - tail.length, unit) + tail;
}

/** The whole characters of a name that fit. */
export function clipName(name: string, limit: number, unit: "bytes" | "characters"): string {
  let head = "";
  for (const character of name) {
    if (nameLength(head + character, unit) > limit) break;
    head += character;
  }
  return head;
}

/** `createdAt` as `created_at`; a run of capitals is one word (`userURL` is `user_url`). */
export function toSnakeCase(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
}

/** A message as part of a file name: lower case, words joined by `_`, cut at a word within `limit` characters. */
export function slug(message: string, limit: number): string {
  const words =
    message
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  let result = "";
  for (const word of words) {
    const next = result === "" ? word : `${result}_${word}`;
    if (next.length > limit) return result === "" ? word.slice(0, limit) : result;
    result = next;
  }
  return result;
}
