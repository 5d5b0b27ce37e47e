import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, withLock } from "./folders.js";
import { output } from "./run.js";

/** Debian packages unpacked into a folder, which bring their own loader and libraries. */
export interface Unpacked {
  readonly root: string;
  /** The program and leading arguments that run a binary of the folder with its own libraries. */
  readonly loader: readonly string[];
}

/** The keys that sign Debian's packages, as Debian installs them. */
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Fetches a package and all it depends on from the mirror that apt already uses, and unpacks them into the
 * cache; gives a sentence instead where this machine cannot.
 */
export async function unpackDebian(
  name: string,
  packageName: string,
  suite: string,
): Promise<Unpacked | string> {
  if (process.platform !== "linux") return "the packages are for Linux";
  const folder = cacheFolder(name);
  const root = join(folder, "root");
  const reason = await withLock(join(folder, "fetch.lock"), async () =>
    existsSync(root) ? null : fetchPackages(folder, packageName, suite),
  );
  if (reason !== null) return reason;
  const libraries = join(root, "usr", "lib");
  const triplet = readdirSync(libraries).find((entry) => /-linux-gnu/.test(entry));
  const candidates = [join(libraries, triplet ?? ""), join(root, "lib", triplet ?? ""), join(root, "lib64")]
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((entry) => join(path, entry)));
  const loader = candidates.find((path) => /\/ld-linux[^/]*\.so\.\d$/.test(path));
  if (triplet === undefined || loader === undefined) return `the packages in ${root} have no loader`;
  const paths = [join(libraries, triplet), join(root, "lib", triplet), join(libraries, "mysql", "private")];
  return { root, loader: [loader, "--library-path", paths.join(":")] };
}

async function fetchPackages(folder: string, packageName: string, suite: string): Promise<string | null> {
  const sources = await output("apt-get", ["indextargets", "--format", "$(REPO_URI)"]).catch(() => null);
  if (sources === null) return "apt-get is not on the PATH";
  const mirror = sources.split("\n").find((line) => /\/debian\/$/.test(line));
  if (mirror === undefined) return "apt knows no Debian mirror";
  const work = await mkdtemp(join(folder, "fetch-"));
  try {
    const lists = join(work, "lists");
    const cache = join(work, "cache");
    const root = join(work, "root");
    const archives = join(cache, "archives");
    await Promise.all(
      [join(lists, "partial"), join(archives, "partial"), root].map((path) =>
        mkdir(path, { recursive: true }),
      ),
    );
    const signed = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : "";
    await writeFile(join(work, "sources.list"), `deb ${signed}${mirror} ${suite} main\n`);
    await writeFile(join(work, "status"), "");
    const options = [
      `Dir::Etc::sourcelist=${join(work, "sources.list")}`,
      "Dir::Etc::sourceparts=/dev/null",
      `Dir::State::Lists=${lists}`,
      `Dir::State::status=${join(work, "status")}`,
      `Dir::Cache=${cache}`,
      "APT::Install-Recommends=false",
      "Acquire::Languages=none",
      "Acquire::Retries=3",
      "Debug::NoLocking=true",
      // A hook of the machine could remove the archives before they are unpacked.
      "APT::Update::Post-Invoke=",
      "DPkg::Post-Invoke=",
    ].flatMap((option) => ["-o", option]);
    await output("apt-get", ["-qq", ...options, "update"]);
    await output("apt-get", ["-qq", "-y", "--download-only", ...options, "install", packageName]);
    for (const file of await readdir(archives)) {
      if (file.endsWith(".deb")) await output("dpkg", ["-x", join(archives, file), root]);
    }
    await rename(root, join(folder, "root"));
    return null;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
