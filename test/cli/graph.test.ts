import { describe, expect, it } from "vitest";
import { configFor, Project, script } from "./project.js";

/** A fork and a merge, one side of it depending on a history of its own. */
function forked(): Project {
  const needing = script("abe4", "abc1", { message: 'add <"orders">' }).replace(
    "export const downRevision",
    'export const dependsOn = ["xyz9"];\nexport const downRevision',
  );
  return new Project({
    "migr.config.ts": configFor("sqlite:///app.db"),
    "models.ts": 'import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n',
    "migrations/versions/1.ts": script("abc1", null, { message: "create users" }),
    "migrations/versions/2.ts": script("abd2", "abc1", { message: "add invoices" }),
    "migrations/versions/3.ts": needing,
    "migrations/versions/4.ts": script("abf5", null, { message: "join" }).replace(
      "downRevision = null",
      'downRevision = ["abd2", "abe4"]',
    ),
    "migrations/versions/5.ts": script("xyz9", null, { message: "" }),
  });
}

describe("migr graph", () => {
  it("draws a star for each revision, and lines to what it follows", async () => {
    using project = forked();
    const run = await project.migr(["graph"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatchInlineSnapshot(`
      "*      abf5 (head) (mergepoint) join
      |\\
      | *    abe4 (needs xyz9) add <"orders">
      | | *  xyz9 (effective head) empty message
      * |    abd2 add invoices
      |/
      *      abc1 (branchpoint) create users
      "
    `);
  });

  it("marks where the database stands, and draws no more than a range", async () => {
    using project = forked();
    await project.migr(["stamp", "abd2"]);
    const run = await project.migr(["graph", "-i", "-r", "abc1:abd2"]);
    expect(run.stdout).toBe("*  abd2 (current) add invoices\n*  abc1 (branchpoint) create users\n");
  });

  it.each(["-r=-1:current", "-r-1:current", "--rev-range=-1:current"])(
    "takes a range as %s",
    async (range) => {
      using project = forked();
      await project.migr(["stamp", "abd2"]);
      const run = await project.migr(["graph", range]);
      expect(run.stdout).toBe("*  abd2 add invoices\n*  abc1 (branchpoint) create users\n");
    },
  );

  it("is a Mermaid flowchart, a file for Graphviz, or a picture", async () => {
    using project = forked();
    const mermaid = await project.migr(["graph", "--format", "mermaid"]);
    expect(mermaid.stdout).toMatchInlineSnapshot(`
      "flowchart BT
        r0["abf5 (head)<br>join"]
        r1["abe4<br>add #60;#34;orders#34;#62;"]
        r2["xyz9 (head)<br>empty message"]
        r3["abd2<br>add invoices"]
        r4["abc1<br>create users"]
        r3 --> r0
        r1 --> r0
        r4 --> r1
        r2 -.-> r1
        r4 --> r3
      "
    `);
    const dot = await project.migr(["graph", "--format", "dot"]);
    expect(dot.stdout).toMatchInlineSnapshot(`
      "digraph history {
        rankdir = BT;
        node [shape = box, style = rounded, fontname = "sans-serif"];
        "abf5" [label = "abf5 (head)\\njoin"];
        "abe4" [label = "abe4\\nadd <\\"orders\\">"];
        "xyz9" [label = "xyz9 (head)\\nempty message"];
        "abd2" [label = "abd2\\nadd invoices"];
        "abc1" [label = "abc1\\ncreate users"];
        "abd2" -> "abf5";
        "abe4" -> "abf5";
        "abc1" -> "abe4";
        "xyz9" -> "abe4" [style = dashed];
        "abc1" -> "abd2";
      }
      "
    `);
    const svg = await project.migr(["graph", "--format", "svg"]);
    expect(svg.stdout).toMatch(/^<svg [^>]+>.*<\/svg>\n$/s);
    expect(svg.stdout.match(/<rect /g)).toHaveLength(5);
    expect(svg.stdout.match(/<path /g)).toHaveLength(5);
    expect(svg.stdout.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg.stdout).toContain("add &#60;&#34;orders&#34;&#62;");
  });

  it("gives the revisions as data, and the drawing with a format", async () => {
    using project = forked();
    const plain = JSON.parse((await project.migr(["graph", "--json"])).stdout) as Record<string, unknown>;
    expect(plain["revisions"]).toHaveLength(5);
    expect(plain).not.toHaveProperty("text");
    const dot = JSON.parse((await project.migr(["graph", "--json", "--format", "dot"])).stdout) as object;
    expect(dot).toMatchObject({ format: "dot", text: expect.stringMatching(/^digraph history/) });
  });

  it("takes no other format", async () => {
    using project = forked();
    expect(await project.migr(["graph", "--format", "png"])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'error[cli.usage]: --format takes text, mermaid, dot or svg, and was given "png".\nhint: Run `migr COMMAND --help` for what the command takes.\n',
    });
  });

  it("says so where there is nothing to draw", async () => {
    using project = new Project({ "migr.config.ts": "export default {};\n" });
    expect(await project.migr(["graph"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "There are no revisions yet.\n",
    });
  });
});
