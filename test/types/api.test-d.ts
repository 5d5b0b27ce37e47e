import type { ChangeDocument, RunResult, SqlResult } from "../../src/api/index.js";
import { commands } from "../../src/api/index.js";

const same = <A>(value: A): A => value;

// What is run gives what was applied; what is written down gives SQL.
same<Promise<RunResult>>(commands.upgrade("migr.config.ts", { target: "head" }));
same<Promise<SqlResult>>(commands.upgrade("migr.config.ts", { target: "head", sql: true }));
same<Promise<SqlResult>>(commands.downgrade(undefined, { target: "head:base", dryRun: true }));
declare const sql: boolean;
same<Promise<RunResult | SqlResult>>(commands.upgrade({ url: "sqlite:///app.db" }, { target: "head", sql }));
// @ts-expect-error: nothing was applied
void commands.upgrade("migr.config.ts", { target: "head", sql: true }).then(({ applied }) => applied);
// @ts-expect-error: there is no upgrade to nowhere
void commands.upgrade("migr.config.ts", {});
// @ts-expect-error: an unknown option
void commands.current("migr.config.ts", { urls: "sqlite:///app.db" });
// @ts-expect-error: an unknown key of the configuration
void commands.current({ ulr: "sqlite:///app.db" });

void commands
  .check(() => ({ url: "sqlite:///app.db" }), { signal: new AbortController().signal })
  .then(({ inStep, changes }) => [same<boolean>(inStep), same<readonly ChangeDocument[]>(changes)]);
