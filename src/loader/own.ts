import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { OwnPackage } from "./resolve.js";

/**
 * The modules of the copy of `migr` that is running, by the package's own name, which Node finds from within the
 * package wherever it is installed. A project's files get these, so a class is one class on both sides.
 */
export const ownPackage: OwnPackage = {
  name: "migr",
  get root() {
    const here = fileURLToPath(import.meta.url);
    return here.endsWith(".ts") ? null : dirname(dirname(here));
  },
  load: (specifier) => import(specifier) as Promise<object>,
};
