import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { configFor, type Project, script } from "../project.js";
import { HISTORY, SQLITE } from "./commands.js";
import type { Scenario } from "./transcript.js";

const EVERYTHING = [
  "history",
  "heads",
  "upgrade heads",
  "downgrade base",
  "stamp heads",
  "revision -m more",
  "current",
];

const rewrite = (name: string, from: string, to: string) => (p: Project) =>
  p.write({ [name]: p.read(name).replace(from, to) });

/** What is wrong in files and on the command line: a clear error, and nothing changed. */
export const BAD_INPUT: readonly Scenario[] = [
  {
    name: "wrong-id",
    about:
      "A version file was edited to another id: what follows it has no parent, and the database stands nowhere.",
    files: HISTORY,
    steps: [
      "upgrade c3",
      rewrite("migrations/versions/3.ts", '"c3"', '"c9"'),
      "upgrade heads",
      "downgrade -1",
      "current",
      "check",
      rewrite("migrations/versions/3.ts", '"c9"', '"c3"'),
      rewrite("migrations/versions/2.ts", '"b2"', '"b9"'),
      ...EVERYTHING,
      rewrite("migrations/versions/2.ts", '"b9"', "17"),
      "history",
      rewrite("migrations/versions/2.ts", "17", '"../b2"'),
      "history",
    ],
  },
  {
    name: "removed",
    about: "A version file was removed.",
    files: HISTORY,
    steps: ["upgrade c3", (p) => p.remove("migrations/versions/2.ts"), ...EVERYTHING],
  },
  {
    name: "duplicated",
    about: "A merge of git branches left two files of one id, conflict marks, or two of one label.",
    files: HISTORY,
    steps: [
      "upgrade c3",
      (p) => p.write({ "migrations/versions/2_copy.ts": p.read("migrations/versions/2.ts") }),
      ...EVERYTHING,
      (p) =>
        p.write({
          "migrations/versions/2_copy.ts": `<<<<<<< HEAD\n${script("x1", "b2")}=======\n${script("x2", "b2")}>>>>>>> other\n`,
        }),
      "history",
      "upgrade heads",
      (p) =>
        p.write({
          "migrations/versions/2_copy.ts": `${script("x1", "b2")}export const branchLabels = ["billing"];\n`,
        }),
      "history",
      "upgrade heads",
    ],
  },
  {
    name: "circle",
    about: "Revisions follow one another in a circle.",
    files: HISTORY,
    steps: [
      rewrite("migrations/versions/1.ts", "downRevision = null", 'downRevision = "c3"'),
      "history",
      "upgrade heads",
      rewrite("migrations/versions/1.ts", 'downRevision = "c3"', 'downRevision = "a1"'),
      "history",
    ],
  },
  {
    name: "outside",
    about: "A file is to go outside of the version folders.",
    files: {
      ...SQLITE,
      "template.config.ts": configFor("sqlite:///app.db", 'fileTemplate: "../../{rev}_{slug}",'),
      "absolute.config.ts": configFor("sqlite:///app.db", 'fileTemplate: "/{rev}_{slug}",'),
    },
    steps: [
      "revision -m out --version-path elsewhere",
      "revision -m out --version-path migrations",
      "revision -m out --rev-id ../out",
      "revision -m out --rev-id out -c template.config.ts",
      "revision -m out --rev-id out -c absolute.config.ts",
      'revision -m "../../../out of here" --rev-id in1',
    ],
  },
  {
    name: "past-a-merge",
    about: "A downgrade past a merge must say which branch.",
    files: {
      ...HISTORY,
      "migrations/versions/6.ts": script("f6", "c3").replace('"c3"', '["c3", "d4"]'),
    },
    steps: [
      "upgrade f6",
      "downgrade -2",
      "downgrade f6-2",
      "downgrade c3",
      "current",
      "upgrade heads",
      "downgrade -1",
    ],
  },
  {
    name: "needs-a-connection",
    about: "SQL without a database is asked of what needs one.",
    files: {
      ...SQLITE,
      "migrations/versions/1.ts": script("a1", null, {
        upgrade: 'await op.connection.execute("SELECT 1");',
      }),
    },
    steps: [
      "upgrade head --sql",
      "upgrade +1 --sql",
      "upgrade current:head --sql",
      "downgrade base --sql",
      "downgrade -1 --sql",
      "upgrade head:base --sql",
      "upgrade a1:a2 --sql",
    ],
  },
  {
    name: "template",
    about: "A template fails, or is not there.",
    files: { ...SQLITE, "migrations/script.ts.eta": "<% throw new Error('no template today') %>" },
    steps: [
      "revision -m more",
      (p) => p.write({ "migrations/script.ts.eta": "export const broken = <% if ( %>;" }),
      "revision -m more",
      (p) => p.write({ "migrations/script.ts.eta": "<%= it.nothing.at.all %>" }),
      "revision -m more",
      (p) => p.write({ "migrations/script.ts.eta": "// no revision at all\n" }),
      "revision -m more --rev-id a1",
    ],
  },
  {
    name: "no-folder",
    about: "Where the version folder should be stands a file, a link that leads nowhere, or nothing.",
    files: SQLITE,
    steps: [
      "history",
      "upgrade head",
      (p) => p.write({ migrations: "a file\n" }),
      "history",
      "revision -m more --rev-id a1",
      "upgrade head",
      (p) => {
        p.remove("migrations");
        mkdirSync(p.path("migrations"));
        symlinkSync("nowhere", p.path("migrations/versions"));
      },
      "history",
      "revision -m more --rev-id a1",
      (p) => {
        rmSync(p.path("migrations/versions"));
        p.write({ "migrations/versions/1.ts/note.txt": "a folder called as a file\n" });
      },
      "history",
    ],
  },
  {
    name: "database-file",
    about: "The database is no database, or its folder is not there.",
    files: { ...HISTORY, "other.config.ts": configFor("sqlite:///nowhere/app.db") },
    steps: [
      (p) =>
        writeFileSync(
          p.path("text.db"),
          "this is a text, and no database at all: it has no header\n".repeat(20),
        ),
      (p) => renameSync(p.path("text.db"), p.path("text.sqlite")),
      "upgrade heads --url sqlite:///text.sqlite",
      "current --url sqlite:///text.sqlite",
      "upgrade heads -c other.config.ts",
      "current --url sqlite:///missing.sqlite?mode=ro",
      "upgrade heads --url oracle://me:secret@host/x",
      "upgrade heads --url sqlite:///a.db?mod=ro",
    ],
  },
  {
    name: "script-fails",
    about: "A script fails, on the way up and on the way down.",
    files: {
      ...SQLITE,
      "migrations/versions/1.ts": script("a1", null, {
        upgrade: 'await op.createTable("a", { id: integer().primaryKey() });',
        downgrade: 'throw new Error("not today");',
      }),
      "migrations/versions/2.ts": script("b2", "a1", {
        upgrade:
          'await op.createTable("b", { id: integer().primaryKey() });\n  await op.dropTable("nothing");',
      }),
    },
    leaves: ["upgrade head"],
    steps: ["upgrade head", "current", "downgrade base", "current"],
  },
  {
    name: "format-fails",
    about: "The command that formats new files fails.",
    files: {
      ...SQLITE,
      "migr.config.ts": configFor("sqlite:///app.db", 'format: ["node", "-e", "process.exit(3)"],'),
    },
    leaves: ["revision -m more --rev-id a1"],
    steps: ["revision -m more --rev-id a1", (p) => chmodSync(p.path("migr.config.ts"), 0o644), "history"],
  },
];
