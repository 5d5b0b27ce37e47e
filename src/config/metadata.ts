import { resolve } from "node:path";
import { MigrError } from "../errors/base.js";
import { ConfigError, ModuleError } from "../errors/errors.js";
import type { ModuleLoader } from "../loader/module-loader.js";
import { MetaData } from "../schema/define/metadata.js";
import { loadFailure, shownPath } from "./failure.js";
import type { ResolvedConfig } from "./resolve.js";

/** Where a module or a base class may have its models. */
const HOLDERS = ["default", "metadata", "Base"] as const;

/**
 * Loads the models that the configuration names.
 *
 * @throws {ConfigError} config.no-metadata: it names none
 * @throws {ConfigError} config.models-failed: loading them threw, or gave something else
 * @throws {SchemaError} as declaring the models does
 */
export async function loadMetadata(
  config: ResolvedConfig,
  loader: ModuleLoader,
): Promise<readonly MetaData[]> {
  const { metadata, file, cwd } = config;
  if (metadata === null) {
    throw new ConfigError("config.no-metadata", `${shownPath(file, cwd)} names no models.`, {
      hint: 'Set "metadata", such as () => import("./src/models.ts").',
      details: { file },
    });
  }
  const loaded = await load(metadata, config, loader);
  const found = modelsOf(loaded, isMetaData);
  if (found !== null) return found;
  const foreign = modelsOf(loaded, isForeign) !== null;
  throw new ConfigError("config.models-failed", `"metadata" in ${shownPath(file, cwd)} gives no MetaData.`, {
    hint: foreign
      ? "It is of another copy of migr, which a package brought along; see npm ls migr."
      : "It must give Base.metadata, an array of such, or a module that exports Base.",
    details: { file },
  });
}

async function load(
  source: NonNullable<ResolvedConfig["metadata"]>,
  config: ResolvedConfig,
  loader: ModuleLoader,
): Promise<unknown> {
  const path = typeof source === "string" ? resolve(config.baseDir, source) : null;
  try {
    if (path !== null) return await loader.load(path);
    return typeof source === "function" && !isBase(source) ? await source() : source;
  } catch (thrown) {
    if (thrown instanceof MigrError && !(thrown instanceof ModuleError)) throw thrown;
    const { message, ...parts } = loadFailure(thrown, path ?? config.file, config.cwd);
    throw new ConfigError("config.models-failed", `The models cannot be loaded: ${message}`, parts);
  }
}

const isMetaData = (value: unknown): value is MetaData => value instanceof MetaData;

/** A MetaData of another copy of the package. */
const isForeign = (value: unknown): value is MetaData =>
  !isMetaData(value) && (value as object | null)?.constructor?.name === MetaData.name;

function isBase(value: unknown): value is { readonly metadata: MetaData } {
  return typeof value === "function" && "metadata" in value && isMetaData(value.metadata);
}

/** All MetaData in what was loaded, or null where something else is in it or nothing. */
function modelsOf(
  value: unknown,
  isModels: (value: unknown) => value is MetaData,
): readonly MetaData[] | null {
  if (isModels(value)) return [value];
  if (Array.isArray(value)) {
    const each = value.map((item) => modelsOf(item, isModels));
    return each.length === 0 || each.includes(null) ? null : [...new Set(each.flatMap((found) => found!))];
  }
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  for (const holder of HOLDERS) {
    const held: unknown = holder in value ? (value as Record<string, unknown>)[holder] : undefined;
    const found = held === undefined || held === value ? null : modelsOf(held, isModels);
    if (found !== null) return found;
  }
  return null;
}
