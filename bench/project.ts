import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** The command line, as `node …` takes it. */
export const MIGR = join(ROOT, "bin/migr.js");

/** A project with this package installed, and so many revisions of which each creates a table. */
export class Project implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), "migr-bench-"));
  readonly versions = join(this.root, "migrations", "versions");

  constructor(language: "ts" | "mjs", revisions: number) {
    mkdirSync(this.versions, { recursive: true });
    mkdirSync(join(this.root, "node_modules"));
    symlinkSync(ROOT, join(this.root, "node_modules", "migr"), "dir");
    writeFileSync(join(this.root, "package.json"), '{ "type": "module" }\n');
    writeFileSync(
      join(this.root, `migr.config.${language}`),
      'import { defineConfig } from "migr/config";\n\nexport default defineConfig({ url: process.env.DATABASE_URL });\n',
    );
    for (let i = 1; i <= revisions; i++) {
      writeFileSync(join(this.versions, `${idOf(i)}_create_t${i}.${language}`), script(i, language));
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const idOf = (i: number) => `r${String(i).padStart(4, "0")}`;

function script(i: number, language: "ts" | "mjs"): string {
  const [types, type] = language === "ts" ? ["type Operations, ", ": Operations"] : ["", ""];
  const name = `t${String(i).padStart(4, "0")}`;
  return `/**
 * create ${name}
 *
 * Revision ID: ${idOf(i)}
 * Revises: ${i === 1 ? "" : idOf(i - 1)}
 * Create Date: 2026-01-01 00:00:00
 */
import { ${types}integer, string } from "migr";

export const revision = "${idOf(i)}";
export const downRevision = ${i === 1 ? "null" : `"${idOf(i - 1)}"`};
export const branchLabels = null;
export const dependsOn = null;

export async function upgrade(op${type}) {
  await op.createTable("${name}", {
    id: integer().primaryKey(),
    name: string(50),
  });
}

export async function downgrade(op${type}) {
  await op.dropTable("${name}");
}
`;
}
