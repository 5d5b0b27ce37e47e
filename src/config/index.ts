import type { ConfigInput } from "./shape.js";

export type {
  Comparator,
  ComparedPlace,
  CompareRule,
  CompareRules,
  IncludeName,
  IncludeObject,
  ObjectKind,
  ObjectParent,
  SchemaObject,
} from "../compare/rules.js";
export type { RevisionStep } from "../migrate/settings.js";
export type { RenderContext, RenderItem, RenderKind, RenderObject } from "../ops/render-item.js";
export { randomIds, sequenceIds, timestampIds } from "./revision-ids.js";
export type {
  Config,
  ConfigContext,
  ConfigInput,
  DatabaseConfig,
  DirectiveContext,
  DirectiveOperations,
  LockRule,
  ModelSource,
  Models,
  ModelsOrModule,
  NewRevisionContext,
  ProcessRevisionDirectives,
  RevisionDirective,
  RevisionHook,
  RevisionIdMaker,
  RunContext,
  Target,
  TargetContext,
  TargetList,
  TargetRules,
  TimeoutRule,
  Timeouts,
  TransactionScope,
  VersionStep,
} from "./shape.js";

/** Gives the configuration back as it is; for the editor, which then knows its keys. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
