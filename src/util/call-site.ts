/** Where a line of a stack says that it passed through: `file:line:column`. */
const PLACE = /^\s+at (?:.*\()?(?:file:\/\/)?(.+?:\d+:\d+)\)?$/gm;

/** The file, line and column from where this package was called, by a stack; null where that does not tell. */
export function callSite(stack: string | undefined): string | null {
  const places = [...(stack ?? "").matchAll(PLACE)].map(([, place]) => place!);
  const own = /^(.*[\\/])(?:src|dist)[\\/]/.exec(places[0] ?? "")?.[1];
  const isOwn = (place: string) =>
    own !== undefined && /^(?:src|dist)[\\/]/.test(place.slice(own.length)) && place.startsWith(own);
  return places.find((place) => !isOwn(place) && !place.startsWith("node:")) ?? null;
}
