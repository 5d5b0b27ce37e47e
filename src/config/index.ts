import type { ConfigInput } from "./shape.js";

export type {
  ComparedPlace,
  CompareRule,
  CompareRules,
  Config,
  ConfigContext,
  ConfigInput,
  IncludeName,
  IncludeObject,
  ModelSource,
  Models,
  ModelsOrModule,
  ObjectKind,
  ObjectParent,
  SchemaObject,
  TransactionScope,
  VersionStep,
} from "./shape.js";

/** Gives the configuration back as it is; for the editor, which then knows its keys. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
