import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, sep } from "node:path";

/** Where a file is found under its name in other letters, too, and the real path has those of the folder. */
const HAS_SPELLINGS = process.platform === "darwin" || process.platform === "win32";
/** So many files of a folder are looked at one by one before it is asked which of all its files are no links. */
const FEW = 8;

/** A folder of files that were asked for: to find where it really is takes longer than to read a script. */
interface Folder {
  readonly path: string;
  /** Its path as it stands before the name of a file. */
  readonly prefix: string;
  asked: number;
  /** Its files that are no links; null where only few were asked for. */
  files: ReadonlySet<string> | null;
}

/** Tells where files really are, of which many are in few folders. */
export class RealPaths {
  readonly #folders = new Map<string, Folder>();

  /** The path of a file without links, which throws as Node does where it is missing. */
  of(path: string): string {
    if (HAS_SPELLINGS) return realpathSync.native(path);
    const folder = dirname(path);
    const name = basename(path);
    const known = this.#folders.get(folder);
    const isFile = known !== undefined && isFileIn(known, name);
    if (!isFile && lstatSync(path).isSymbolicLink()) return realpathSync.native(path);
    return (known ?? this.#add(folder)).prefix + name;
  }

  #add(folder: string): Folder {
    const path = realpathSync.native(folder);
    const added = { path, prefix: path.endsWith(sep) ? path : path + sep, asked: 1, files: null };
    this.#folders.set(folder, added);
    return added;
  }
}

/** Whether it is known that there is a file of this name, which is no link. */
function isFileIn(folder: Folder, name: string): boolean {
  if (++folder.asked <= FEW) return false;
  folder.files ??= new Set(
    readdirSync(folder.path, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name),
  );
  return folder.files.has(name);
}
