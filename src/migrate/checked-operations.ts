import { invalidArgument } from "../schema/define/argument.js";
import { nearest } from "../util/text.js";
import type { Check } from "./argument-check.js";
import type { Batch } from "./batch.js";
import { ARGUMENTS_OF, argumentsInBatch, type MethodOf } from "./operation-arguments.js";
import type { Operations } from "./operations.js";

/**
 * `op` with its arguments looked at, since scripts are run and not type-checked: an option that there is not would
 * else count for nothing, and an index that was to be unique not be so.
 */
export function checkedOperations(operations: Operations): Operations {
  return checked(
    operations,
    "op.",
    (method) => ARGUMENTS_OF[method as MethodOf<Operations>],
    (method, given) => {
      if (method !== "batchAlterTable") return given;
      const [table, changes, ...more] = given as [unknown, (batch: Batch) => void];
      return [table, (batch: Batch) => changes(checkedBatch(batch)), ...more];
    },
  );
}

/** The methods of a batch, which are those of `op` without the table. */
function checkedBatch(batch: Batch): Batch {
  return checked(batch, "batch.", argumentsInBatch);
}

function checked<T extends object>(
  target: T,
  prefix: string,
  checksOf: (method: string) => readonly Check[] | undefined,
  passed = (_method: string, given: unknown[]): unknown[] => given,
): T {
  return new Proxy(target, {
    get: (_, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof key === "symbol" || key === "then") return member;
      if (member === undefined && !(key in target)) throw noSuch(prefix, key);
      if (typeof member !== "function") return member;
      return (...given: unknown[]) => {
        checksOf(key)?.forEach((check, i) => {
          check(`${prefix}${key}()`, given[i]);
        });
        return member.apply(target, passed(key, given));
      };
    },
  });
}

function noSuch(prefix: string, key: string): Error {
  const like = nearest(key, Object.keys(ARGUMENTS_OF));
  return invalidArgument(
    `There is no ${prefix}${key}.`,
    like === null ? "docs/scripts.md lists all operations." : `Did you mean ${prefix}${like}?`,
  );
}
