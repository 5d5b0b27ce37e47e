import { CompileError } from "../../errors/errors.js";
import type { DialectOptions } from "../../schema/options.js";

const ALGORITHMS: ReadonlySet<string> = new Set(["DEFAULT", "INSTANT", "INPLACE", "NOCOPY", "COPY"]);
const LOCKS: ReadonlySet<string> = new Set(["DEFAULT", "NONE", "SHARED", "EXCLUSIVE"]);

/** Options that say how a change is made, and are nothing of what it makes. */
export const HOW: ReadonlySet<string> = new Set(["algorithm", "lock"]);

/**
 * How changes are to be made, as it stands in ALTER TABLE and at the end of CREATE INDEX, from the options of what they
 * make; nothing where none says.
 *
 * @source MySQL 9.7 Reference Manual, 17.12.2 "Online DDL Performance and Concurrency"
 * @throws {CompileError} `compile.bad-literal`: there is no such algorithm or lock, or two changes want two
 */
export function howOf(things: readonly { readonly options?: DialectOptions | null }[]): readonly string[] {
  return [clause("algorithm", ALGORITHMS, things), clause("lock", LOCKS, things)].filter(
    (each) => each !== null,
  );
}

function clause(
  name: string,
  known: ReadonlySet<string>,
  things: readonly { readonly options?: DialectOptions | null }[],
): string | null {
  const wanted = new Set(
    things
      .flatMap(({ options }) => options?.["mysql"]?.[name] ?? [])
      .map((value) => String(value).toUpperCase()),
  );
  if (wanted.size === 0) return null;
  const [value] = [...wanted] as [string];
  if (wanted.size === 1 && known.has(value)) return `${name.toUpperCase()}=${value}`;
  throw new CompileError(
    "compile.bad-literal",
    `One statement takes one ${name} of ${[...known].join(", ")}, not ${[...wanted].join(" and ")}.`,
  );
}
