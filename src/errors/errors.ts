import { type ErrorParts, MigrError } from "./base.js";
import type { ErrorCode } from "./codes.js";

type CodeOf<Area extends string> = Extract<ErrorCode, `${Area}.${string}`>;

/** The command line was used wrongly, or a decision is missing. Exit code 2. */
export class UsageError extends MigrError {
  constructor(message: string, parts?: ErrorParts, code: ErrorCode = "cli.usage") {
    super(code, message, parts);
  }
}

/** The configuration is missing, broken or contradicts itself. */
export class ConfigError extends MigrError {
  declare readonly code: CodeOf<"config">;
}

/** A file of the project cannot be loaded as a module. */
export class ModuleError extends MigrError {
  declare readonly code: CodeOf<"module">;
}

/** The revision files or an identifier are wrong. */
export class RevisionError extends MigrError {
  declare readonly code: CodeOf<"revision">;
}

/** Models, or the tables and columns an operation names, contradict each other. */
export class SchemaError extends MigrError {
  declare readonly code: CodeOf<"schema">;
}

/** SQL cannot be written for what was asked. */
export class CompileError extends MigrError {
  declare readonly code: CodeOf<"compile">;
}

/** A revision failed, or cannot be run. */
export class MigrationError extends MigrError {
  declare readonly code: CodeOf<"migration">;
}

/**
 * A revision failed while it ran. Its code and message are those of what its script threw, which is the `cause`;
 * `details` tell the revision, the script's line, the steps done and whether they were rolled back.
 */
export class RevisionFailed extends MigrError {}

/** No way back is known for an operation. */
export class IrreversibleOperation extends MigrError {
  declare readonly code: CodeOf<"migration">;
}

/** No pooled connection became free in time. */
export class PoolTimeout extends MigrError {
  declare readonly code: CodeOf<"pool">;
}

/** Something was used after its end, or in an order it does not allow. */
export class StateError extends MigrError {
  declare readonly code: CodeOf<"state">;
}

/** A result was not of the asked-for shape: no row, or several. */
export class ResultError extends MigrError {
  declare readonly code: CodeOf<"result">;
}

/** The database or its driver refused; `cause` is the driver's own error. */
export class DatabaseError extends MigrError {
  declare readonly code: CodeOf<"db">;
}

/** A constraint was violated: unique, foreign key, not null, check, exclusion. */
export class IntegrityError extends DatabaseError {}

/** The database could not do its work: connection lost, lock, deadlock, disk, memory. */
export class OperationalError extends DatabaseError {}

/** The statement is wrong: syntax, unknown table or column, missing rights. */
export class ProgrammingError extends DatabaseError {}

/** A value is out of range or of the wrong form. */
export class DataError extends DatabaseError {}

/** A mistake in `migr` itself. */
export class Internal extends MigrError {
  constructor(message: string, parts?: ErrorParts) {
    super("internal", message, parts);
  }
}
