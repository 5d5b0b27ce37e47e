import type { Column } from "../../../schema/column.js";
import { raw } from "../../../sql/nodes/index.js";
import { remembering } from "../../../util/remember.js";
import { columnClause, createdColumn, rowidAlias } from "../created-table.js";
import { stripParentheses } from "../expression.js";
import { sameName } from "../tokens.js";
import { parseType } from "../type-names.js";
import { parseDefault } from "./default-value.js";
import type { TableFacts } from "./facts.js";

const typeNamed = remembering(parseType);

/** The columns of a table. A key's columns are NOT NULL, as models have it, although old files may hold NULLs there. */
export function reflectColumns({ created, columns }: TableFacts): readonly Column[] {
  const alias = rowidAlias(created)?.name;
  return columns.map((row): Column => {
    const type = typeNamed(row.type);
    const column = createdColumn(created, row.name);
    const generated = column && columnClause(column, "generated");
    const collation = column && collationOf(columnClause(column, "collate")?.collation);
    const defaultNode = parseDefault(row.default, type);
    return {
      name: row.name,
      type,
      nullable: row.notNull === 0 && row.key === 0,
      ...(defaultNode && !generated && { default: defaultNode }),
      ...(alias !== undefined &&
        sameName(alias, row.name) && { identity: { generated: "byDefault" as const } }),
      ...(generated && {
        computed: {
          expression: raw({ sql: stripParentheses(generated.expression) }),
          stored: generated.stored,
        },
      }),
      ...(collation && { collation }),
    };
  });
}

const BUILT_IN = ["BINARY", "NOCASE", "RTRIM"];

/** A collation by its usual letters; none where it is the one that columns have anyway. */
export function collationOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const builtIn = BUILT_IN.find((each) => sameName(each, name));
  return builtIn === "BINARY" ? undefined : (builtIn ?? name);
}
