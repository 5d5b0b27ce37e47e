import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession } from "./session.js";

eachProduct("the parser of a fulltext index", (product) => {
  itIf(product === "mysql", "fulltext parsers")("is told by pull, and not what has none", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (id int primary key, a text, b text comment 'WITH PARSER x',
        fulltext key \`by \`\` two\` (a, b) /*!50100 WITH PARSER ngram */, fulltext key plain (b));
      create table u (id int primary key, a text, fulltext key fa (a));
    `);
    await using engine = createEngine(session.database.url);
    const { left, files } = await pullModels(engine, { split: false });
    expect(left).toEqual([
      { name: "t.by ` two", what: "parser ngram of a fulltext index", table: { name: "t" } },
    ]);
    expect(files.map(({ contents }) => contents).join("")).toContain("parser ngram of a fulltext index");
  });

  it("is asked for where there is a fulltext index only", async () => {
    await using session = await openSession(product);
    await session.database.script("create table u (id int primary key, a text, fulltext key fa (a))");
    const { tables } = await session.reflect();
    session.sent.length = 0;
    expect(await session.dialect.unseenParts!(session.db, tables)).toEqual([]);
    expect(await session.dialect.unseenParts!(session.db, [{ ...tables[0]!, indexes: [] }])).toEqual([]);
    expect(session.sent).toEqual(["SHOW CREATE TABLE `u`"]);
  });
});
