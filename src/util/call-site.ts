import { relative } from "node:path";
import { stackPositions } from "./stack.js";

/**
 * The file, line and column from where this package was called, by a stack; null where that does not tell. Files of the
 * working folder are named from there, as all messages name them.
 */
export function callSite(stack: string | undefined): string | null {
  const places = stackPositions(stack);
  const own = /^(.*[\\/])(?:src|dist)[\\/]/.exec(places[0]?.file ?? "")?.[1];
  const isOwn = (file: string) =>
    own !== undefined && /^(?:src|dist)[\\/]/.test(file.slice(own.length)) && file.startsWith(own);
  const place = places.find(({ file }) => !isOwn(file));
  return place ? `${fromHere(place.file)}:${place.line}:${place.column}` : null;
}

function fromHere(path: string): string {
  const inner = relative(process.cwd(), path);
  return inner === "" || inner.startsWith("..") ? path : inner;
}
