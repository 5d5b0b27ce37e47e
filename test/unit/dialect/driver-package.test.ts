import { describe, expect, it } from "vitest";
import { loadDriver } from "../../../src/dialect/driver-package.js";
import { type Files, Project } from "../loader/project.js";

const driver = (exports: string): Files => ({
  "node_modules/some-driver/package.json": { name: "some-driver", main: "main.js" },
  "node_modules/some-driver/main.js": exports,
});

describe("a driver's package", () => {
  it("is this package's own where there is one", () => {
    using project = new Project({
      "node_modules/pg/package.json": { name: "pg" },
      "node_modules/pg/index.js": "module.exports = { Client: null };",
    });
    const { Client } = loadDriver<{ readonly Client: unknown }>("pg", project.path("."));
    expect(Client).toBeTypeOf("function");
  });

  it("is else the project's, found from a folder inside of it", () => {
    using project = new Project(driver("module.exports = { name: 'project' };"));
    expect(loadDriver("some-driver", project.path("db/migrations"))).toEqual({ name: "project" });
  });

  it("sees the navigator of later versions of Node while it loads, and leaves none behind", () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    using project = new Project(driver("module.exports = navigator.userAgent;"));
    expect(loadDriver("some-driver", project.path("."))).toMatch(/^Node\.js\/\d+$/);
    expect(Object.getOwnPropertyDescriptor(globalThis, "navigator")).toEqual(before);
  });

  it("is missing where neither has it", () => {
    using project = new Project({});
    for (const baseDir of [project.path("."), undefined]) {
      expect(() => loadDriver("some-driver", baseDir)).toThrow(
        expect.objectContaining({
          code: "config.driver-missing",
          message: "The package some-driver is not installed.",
          hint: "Run `npm install some-driver`.",
        }),
      );
    }
  });

  it.each([
    ["throws", 'throw new Error("no binary\\nfor this machine");', "no binary."],
    ["lacks a package of its own", 'require("its-own-needs");', "Cannot find module 'its-own-needs'."],
  ])("that %s is told apart from a missing one", (_, source, reason) => {
    using project = new Project(driver(source));
    expect(() => loadDriver("some-driver", project.path("."))).toThrow(
      expect.objectContaining({
        code: "config.driver-missing",
        message: `The package some-driver cannot be loaded: ${reason}`,
      }),
    );
  });
});
