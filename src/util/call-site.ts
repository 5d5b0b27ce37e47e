import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a line of a stack says that it passed through: `file:line:column`. */
const PLACE = /^\s+at (?:.*\()?(.+?):(\d+:\d+)\)?$/gm;

/**
 * The file, line and column from where this package was called, by a stack; null where that does not tell. Files of the
 * working folder are named from there, as all messages name them.
 */
export function callSite(stack: string | undefined): string | null {
  const places = [...(stack ?? "").matchAll(PLACE)].map(([, file, at]) => [pathOf(file!), at!] as const);
  const own = /^(.*[\\/])(?:src|dist)[\\/]/.exec(places[0]?.[0] ?? "")?.[1];
  const isOwn = (path: string) =>
    own !== undefined && /^(?:src|dist)[\\/]/.test(path.slice(own.length)) && path.startsWith(own);
  const place = places.find(([path]) => !isOwn(path) && !path.startsWith("node:"));
  return place ? `${fromHere(place[0])}:${place[1]}` : null;
}

/** Native modules are named by URLs, where spaces and letters beyond ASCII are escaped. */
function pathOf(file: string): string {
  try {
    return file.startsWith("file:") ? fileURLToPath(file) : file;
  } catch {
    return file;
  }
}

function fromHere(path: string): string {
  const inner = relative(process.cwd(), path);
  return inner === "" || inner.startsWith("..") ? path : inner;
}
