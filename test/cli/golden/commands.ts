import { COMMANDS } from "../../../src/cli/commands/index.js";
import { configFor, script } from "../project.js";
import type { Scenario } from "./transcript.js";

const BASE = `import { declarativeBase, integer, string, text } from "migr";
export const Base = declarativeBase({ naming: "snake_case" });
`;

const USERS = `${BASE}export class User extends Base.model("users", { id: integer().primaryKey(), email: string(50) }) {}\n`;

const LONGER = USERS.replace("string(50)", "string(80).unique(), bio: text().nullable()");

/** A configuration of an SQLite file, with models. */
export const SQLITE: Readonly<Record<string, string>> = {
  "migr.config.ts": configFor("sqlite:///app.db"),
  "models.ts": USERS,
};

const USERS_SCRIPT = script("a1", null, {
  message: "users",
  upgrade: 'await op.createTable("users", { id: integer().primaryKey(), email: string(50) });',
  downgrade: 'await op.dropTable("users");',
});

/** A history of a line, a fork and a branch with a label, which depends on the line. */
export const HISTORY: Readonly<Record<string, string>> = {
  ...SQLITE,
  "migrations/versions/1.ts": USERS_SCRIPT,
  "migrations/versions/2.ts": script("b2", "a1", {
    message: "posts",
    upgrade: 'await op.createTable("posts", { id: integer().primaryKey() });',
    downgrade: 'await op.dropTable("posts");',
  }),
  "migrations/versions/3.ts": script("c3", "b2", { message: "left" }),
  "migrations/versions/4.ts": script("d4", "b2", { message: "right" }),
  "migrations/versions/5.ts": `${script("e5", null, { message: "invoices" })}
export const branchLabels = ["billing"];
export const dependsOn = ["a1"];
`,
};

const LINE = Object.fromEntries(Object.entries(HISTORY).filter(([name]) => !/[345]\.ts$/.test(name)));

/** What the commands print when all is well, and for command lines that are wrong. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "init",
    about: "A project is begun; nothing that is there is overwritten.",
    steps: [
      "list-templates",
      "init --url sqlite:///app.db",
      "init",
      "init --template genric",
      "init other -t multidb",
    ],
  },
  {
    name: "revision",
    about: "Revisions are written, by hand and from the models.",
    files: SQLITE,
    steps: [
      "revision --autogenerate -m users --rev-id a1",
      "revision --autogenerate -m more",
      "upgrade head",
      "revision --autogenerate -m nothing --skip-empty",
      (p) => p.write({ "models.ts": LONGER }),
      "revision --autogenerate -m longer --rev-id b2",
      "revision -m branch --head a1",
      "revision -m branch --head a1 --splice --rev-id c3",
      "revision -m both",
      "revision --autogenerate --sql -m both",
      "revision -m lost --head a9",
      "revision -m taken --rev-id a1 --head base",
    ],
  },
  {
    name: "rename",
    about: "What may have been renamed is asked, and told by flags.",
    files: SQLITE,
    steps: [
      "revision --autogenerate -m users --rev-id a1",
      "upgrade head",
      (p) => p.write({ "models.ts": USERS.replace("email: string(50)", "mail: string(50)") }),
      "revision --autogenerate -m mail",
      "check",
      "check --rename users.email:mail",
      "diff --sql --rename users.email:mail",
      "diff --sql --no-rename users.email:mail",
      "revision --autogenerate -m mail --rename users.nothing:mail",
      "revision --autogenerate -m mail --rename users.email:mail --rev-id b2",
    ],
  },
  {
    name: "upgrade",
    about: "Revisions are applied and undone.",
    files: LINE,
    steps: [
      "upgrade head --dry-run",
      "upgrade head --sql",
      "upgrade +1",
      "upgrade head",
      "upgrade head",
      "upgrade +1",
      "upgrade base",
      "downgrade -1 --dry-run",
      "downgrade b2:a1 --sql",
      "downgrade -1",
      "downgrade base",
      "downgrade base",
      "downgrade -1",
      "upgrade head -v",
      "upgrade head -q",
    ],
  },
  {
    name: "look",
    about: "The history and where a database stands in it.",
    files: HISTORY,
    steps: [
      "current",
      "current --check-heads",
      "heads",
      "heads --resolve-dependencies",
      "heads -v",
      "branches",
      "history",
      "history -r a1:c3",
      "history -r b2:",
      "history -v -r a1:b2",
      "graph",
      "graph --format mermaid",
      "graph --format dot",
      "graph --format png",
      "show b2",
      "show billing@head",
      "status",
      "upgrade heads",
      "current",
      "current -v",
      "current --check-heads",
      "history -i",
      "graph -i",
      "status",
      (p) => {
        const needsLeft = 'export const dependsOn = ["c3"];\n';
        p.write({ "migrations/versions/6.ts": script("f6", null, { message: "reports" }) + needsLeft });
      },
      "heads",
      "heads --resolve-dependencies",
    ],
  },
  {
    name: "merge",
    about: "Branches are joined, and part again.",
    files: HISTORY,
    steps: [
      "upgrade head",
      "merge c3",
      "merge c3 c3",
      "merge b2 d4",
      "merge c3 d4 -m join --branch-label joined --rev-id f6",
      "merge b2 e5 -m late --splice --rev-id a7",
      "merge heads -m all --rev-id a8",
      "heads",
    ],
  },
  {
    name: "stamp",
    about: "Where a database stands is recorded.",
    files: HISTORY,
    steps: [
      "stamp c3 e5",
      "stamp b2",
      "stamp heads",
      "stamp base",
      "stamp c3 --sql",
      "stamp base:c3 --sql",
      "stamp c3 --purge --sql",
      "stamp nowhere",
      "ensure-version",
      "ensure-version --sql",
    ],
  },
  {
    name: "check",
    about: "Models and database are compared.",
    files: LINE,
    steps: [
      "check",
      "upgrade a1",
      "diff",
      (p) => p.remove("migrations/versions/2.ts"),
      "check",
      (p) => p.write({ "models.ts": LONGER }),
      "check",
      "check -q",
      "diff",
      "diff --sql",
      "status",
    ],
  },
  {
    name: "pull",
    about: "Models are written of what a database holds.",
    files: LINE,
    steps: [
      "upgrade head",
      "pull",
      "pull -o pulled.ts",
      "pull -o pulled.ts",
      "pull -o pulled --split",
      "pull --table user",
    ],
  },
  {
    name: "squash",
    about: "A line of revisions is folded into one.",
    files: LINE,
    steps: [
      "squash base:head -m all --rev-id s1",
      "graph",
      "upgrade head",
      "squash a1:a1 -m one",
      "squash head -m one",
    ],
  },
  {
    name: "edit",
    about: "A script is opened in the editor that the environment names.",
    files: LINE,
    env: { VISUAL: "node -e 0" },
    steps: ["edit head", "edit nowhere"],
  },
  {
    name: "explain",
    about: "An error is explained.",
    steps: ["explain revision.multiple-heads", "explain revision.multiple-head", "explain nonsense"],
  },
  {
    name: "several",
    about: "Several databases, one of which fails.",
    files: {
      "migr.config.ts":
        'export default { databases: { shop: { url: "sqlite:///shop.db" }, stats: { url: "sqlite:///stats.db" } } };\n',
      "migrations/versions/1.ts": `export const revision = "a1";
export const downRevision = null;
export const upgrade = {
  async shop(op) { await op.execute("CREATE TABLE a (id INTEGER)"); },
  async stats(op) { await op.dropTable("nothing"); },
};
`,
    },
    leaves: ["upgrade head"],
    steps: ["upgrade head", "current", "current --db stats", "status --db stat", "history -i"],
  },
  {
    name: "usage",
    about: "Command lines that are wrong.",
    files: LINE,
    steps: [
      "upgrde head",
      "upgrade --sqll head",
      "upgrade",
      "upgrade a1 b2",
      "upgrade head --sql --dry-run",
      "history -r a1",
      "show a9",
      "show b3",
      "upgrade haed",
      "graph --format",
      "-x nothing heads",
      "completion bsh",
      "heads --db nothing",
    ],
  },
  {
    name: "help",
    about: "The help of every command.",
    steps: ["--help", "--version", ...COMMANDS.map(({ name }) => `${name} --help`), "completion bash"],
  },
];
