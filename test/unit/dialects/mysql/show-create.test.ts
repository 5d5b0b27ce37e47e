import { describe, expect, it } from "vitest";
import { readCreateTable } from "../../../../src/dialects/mysql/show-create.js";
import { raw } from "../../../../src/sql/nodes/index.js";

describe("the text of SHOW CREATE TABLE", () => {
  it("gives its expressions, wherever they stand", () => {
    const { defaults, computed, checks, indexes } = readCreateTable(`CREATE TEMPORARY TABLE \`a(\`\`b\` (
  \`id\` int NOT NULL,
  \`plain\` varchar(20) DEFAULT 'x, y' COMMENT 'DEFAULT (1)',
  \`none\` int DEFAULT NULL,
  \`de\`\`fault\` varchar(20) NOT NULL DEFAULT (concat(_utf8mb4'a,(',_utf8mb4')')) COMMENT 'c',
  \`bare\` varchar(20) DEFAULT concat('a','b') CHECK (json_valid(\`bare\`)),
  \`changed\` datetime DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  \`c\` int GENERATED ALWAYS AS ((\`id\` + 1)) STORED,
  KEY \`index_0\` ((lower(\`a\`)),\`id\`,((\`id\` + 1)) DESC),
  KEY \`index_1\` (\`id\`),
  CONSTRAINT \`check_0\` CHECK ((((\`id\` > 0) and (\`a\` <> _utf8mb4'it\\'s)')) or (\`b\` in (1,2))))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='DEFAULT (2)'`);
    expect(Object.fromEntries(defaults)).toEqual({
      plain: "'x, y'",
      "de`fault": "(concat(_utf8mb4'a,(',_utf8mb4')'))",
      bare: "concat('a','b')",
      changed: "current_timestamp()",
    });
    expect(Object.fromEntries(computed)).toEqual({ c: raw({ sql: "`id` + 1" }) });
    expect(Object.fromEntries(checks)).toEqual({
      check_0: raw({ sql: "((`id` > 0) and (`a` <> 'it\\'s)')) or (`b` in (1,2))" }),
    });
    expect(Object.fromEntries(indexes)).toEqual({
      index_0: [raw({ sql: "lower(`a`)" }), undefined, raw({ sql: "`id` + 1" })],
      index_1: [undefined],
    });
  });
});
