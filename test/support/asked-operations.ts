import { runInNewContext } from "node:vm";
import { ddlStatements } from "../../src/dialect/compiler.js";
import * as api from "../../src/index.js";
import { Operations } from "../../src/migrate/operations.js";
import type { Operation } from "../../src/ops/operation.js";
import { STANDARD_SPELLING } from "./models/standard-dialect.js";

/** The operations that the statements of a script ask for when they run. */
export async function askedOperations(statements: string): Promise<readonly Operation[]> {
  const asked: Operation[] = [];
  const refuse = () => Promise.reject(new Error("not asked"));
  const runner = {
    context: {
      x: {},
      dialect: "standard",
      direction: "upgrade" as const,
      revision: "a",
      tag: null,
      offline: false,
      database: null,
      target: null,
    },
    run: async (_: string, make: () => readonly Operation[]) => void asked.push(...make()),
    query: refuse,
    call: refuse,
    autocommit: refuse,
  };
  const context = { ...api, op: new Operations(runner), Date, Uint8Array };
  await runInNewContext(`(async () => {\n${statements}})()`, context);
  return asked;
}

/** The standard SQL of operations. */
export function standardSql(operations: readonly Operation[]): readonly string[] {
  const dialect = { spelling: STANDARD_SPELLING };
  return operations.flatMap((operation) => ddlStatements(operation.ddl(), dialect).map(({ sql }) => sql));
}
