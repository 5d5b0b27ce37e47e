import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createEngine, NullPool, QueuePool, StaticPool } from "../../../src/engine/index.js";
import type { EngineOptions } from "../../../src/engine/options.js";

const UNREACHABLE = "postgresql://bob:s3cr3t@192.0.2.1:1/app";

function failure(options: object) {
  try {
    createEngine("sqlite://", options as EngineOptions);
  } catch (error) {
    return error as { code: string; message: string; hint: string };
  }
  throw new Error("The options were taken.");
}

describe("an engine", () => {
  it("connects to nothing when it is made, and shows no password", () => {
    const engine = createEngine(UNREACHABLE);
    expect(String(engine.url)).toBe("postgresql://bob:***@192.0.2.1:1/app");
    expect(engine.pool.status()).toMatchObject({ idle: 0, busy: 0, opening: 0 });
    expect(() => engine.dialect).toThrow(expect.objectContaining({ code: "state.not-connected" }));
  });

  it("has the pool of SQLAlchemy's numbers for a server, and of one connection for a file or memory", () => {
    const statusOf = (url: string, options?: EngineOptions) => createEngine(url, options).pool.status();
    expect(createEngine(UNREACHABLE).pool).toBeInstanceOf(QueuePool);
    expect(statusOf(UNREACHABLE)).toMatchObject({ poolSize: 5, maxOverflow: 10 });
    expect(statusOf("sqlite:///app.db")).toMatchObject({ poolSize: 1, maxOverflow: 0 });
    expect(statusOf("sqlite:///app.db", { poolSize: 3 })).toMatchObject({ poolSize: 3, maxOverflow: 0 });
    expect(createEngine("sqlite://").pool).toBeInstanceOf(StaticPool);
    expect(createEngine(UNREACHABLE, { poolClass: NullPool }).pool).toBeInstanceOf(NullPool);
  });

  it("takes undefined for an option that is not given", () => {
    const engine = createEngine("mysql://host", { poolSize: undefined } as unknown as EngineOptions);
    expect(engine.pool.status().poolSize).toBe(5);
  });

  it("refuses an option it does not know, and guesses what is meant", () => {
    expect(failure({ poolsize: 5 })).toMatchObject({
      code: "config.unknown-key",
      message: 'An engine has no option "poolsize".',
      hint: "Did you mean poolSize?",
    });
    expect(failure({ somethingElse: 1 }).hint).toContain("poolRecycle");
    expect(failure({ toString: 1 }).code).toBe("config.unknown-key");
  });

  it.each([
    [{ poolSize: -1 }, "a whole number, 0 for no limit"],
    [{ poolSize: 2.5 }, "a whole number"],
    [{ maxOverflow: -2 }, "-1 for no limit"],
    [{ poolTimeout: -1 }, "a number of milliseconds"],
    [{ poolTimeout: Number.NaN }, "a number of milliseconds"],
    [{ poolTimeout: "30" }, "a number of milliseconds"],
    [{ poolRecycle: -5 }, "-1 for never"],
    [{ poolPrePing: 1 }, "true or false"],
    [{ echo: "loud" }, '"debug"'],
    [{ isolationLevel: "serializable" }, "SERIALIZABLE"],
    [{ connectTimeout: 0 }, "above 0"],
    [{ connectArgs: "x" }, "an object"],
    [{ poolClass: "null" }, "NullPool"],
    [{ baseDir: 1 }, "a path"],
  ])("refuses %j", (options, wanted) => {
    const error = failure(options);
    expect(error.code).toBe("config.invalid");
    expect(error.message).toContain(wanted);
    expect(error.message).toContain(Object.keys(options)[0]);
  });

  it("is loaded without any driver or dialect", () => {
    const script = `
      const { createJiti } = await import("jiti");
      const jiti = createJiti(process.cwd() + "/x.js", { fsCache: false });
      const { createEngine } = await jiti.import("./src/engine/index.ts");
      createEngine("postgresql://host/app");
      const loaded = Object.keys(jiti.cache);
      console.log(JSON.stringify(loaded.filter((file) => /dialects.(postgresql|mysql|sqlite)|node_modules.(pg|mysql2|better-sqlite3)/.test(file))));
      console.log(loaded.some((file) => /engine.pool/.test(file)));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(stdout.trim().split("\n"), stderr).toEqual(["[]", "true"]);
  });
});
