import { dirname, join, resolve } from "node:path";
import { createPathsMatcher, getTsconfig, type PathsMatcher, parseTsconfig } from "get-tsconfig";

/** Gives the paths that an alias may mean, the likeliest first; none where it is no alias. */
export type AliasMatcher = PathsMatcher;

/** The `paths` of the nearest tsconfig.json, or of the projects that it refers to where it has none itself. */
export function aliasMatchers(folder: string): readonly AliasMatcher[] {
  try {
    const found = getTsconfig(folder);
    const own = found && createPathsMatcher(found);
    if (own) return [own];
    const references = found?.config.references ?? [];
    return references.flatMap((reference) => {
      const path = resolve(dirname(found!.path), reference.path);
      const file = path.endsWith(".json") ? path : join(path, "tsconfig.json");
      return createPathsMatcher({ path: file, config: parseTsconfig(file) }) ?? [];
    });
  } catch {
    // A tsconfig.json that cannot be read has no aliases; the compiler is the one to complain about it.
    return [];
  }
}
