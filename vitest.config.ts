import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { Sequencer } from "./test/support/sequencer.js";

/** Needs neither a server nor the built package. */
const UNIT = ["test/unit/**/*.test.ts", "test/arch/**/*.test.ts"];
/** Asks the compiler. */
const TYPES = ["test/types/**/*.test.ts"];
/** Runs the built package. */
const BUILT = ["test/cli/**/*.test.ts", "test/package/**/*.test.ts", "test/examples/**/*.test.ts"];

const setupFiles = ["test/support/setup.ts"];

export default defineConfig({
  test: {
    reporters: ["./test/support/closing-reporter.ts"],
    pool: "forks",
    sequence: { sequencer: Sequencer },
    // Tests wait for servers more than they compute.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "unit", include: UNIT } },
      {
        extends: true,
        test: {
          name: "servers",
          include: ["test/**/*.test.ts"],
          exclude: [...UNIT, ...TYPES, ...BUILT],
          globalSetup: ["test/support/start-servers.ts"],
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: "built",
          include: BUILT,
          globalSetup: ["test/support/build.ts", "test/support/start-servers.ts"],
          setupFiles,
        },
      },
      { extends: true, test: { name: "types", include: TYPES } },
    ],
  },
});
