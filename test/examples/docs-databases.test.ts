import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Features } from "../../src/dialect/dialect.js";
import type { OptionRule, OptionRules } from "../../src/dialect/option-rule.js";
import { featuresOf as mysqlFeatures } from "../../src/dialects/mysql/features.js";
import { OPTION_RULES as MYSQL } from "../../src/dialects/mysql/option-rules.js";
import { mariadbVariant, mysqlVariant } from "../../src/dialects/mysql/variant.js";
import { featuresOf as postgresqlFeatures } from "../../src/dialects/postgresql/features.js";
import { OPTION_RULES as POSTGRESQL } from "../../src/dialects/postgresql/option-rules.js";
import { FEATURES as SQLITE_FEATURES } from "../../src/dialects/sqlite/features.js";
import { OPTION_RULES as SQLITE } from "../../src/dialects/sqlite/option-rules.js";
import { ROOT, readPage } from "../support/docs/blocks.js";

const PAGE = "docs/databases.md";

const SERVERS: readonly Features[] = [
  postgresqlFeatures(18),
  mysqlFeatures(mysqlVariant([9, 7, 0])),
  mysqlFeatures(mariadbVariant([11, 8, 0])),
  SQLITE_FEATURES,
];

/** What a reader wants to know of each feature; those without a text are of no interest to them. */
const TEXTS: Readonly<Record<string, (features: Features) => boolean | string | undefined>> = {
  "enum types with names": (f) => f.namedEnums,
  "sequences that stand by themselves": (f) => f.sequences,
  domains: (f) => f.domains,
  "composite and range types": (f) => f.userTypes ?? false,
  "schemas inside the database, made and dropped": (f) => f.namespaces,
  views: ({ entities }) => WORDS[entities.view ?? ""],
  "materialized views": ({ entities }) => WORDS[entities.materializedView ?? ""],
  functions: ({ entities }) => WORDS[entities.function ?? ""],
  procedures: ({ entities }) => WORDS[entities.procedure ?? ""],
  aggregates: ({ entities }) => WORDS[entities.aggregate ?? ""],
  collations: ({ entities }) => WORDS[entities.collation ?? ""],
  triggers: ({ entities }) => WORDS[entities.trigger ?? ""],
  policies: ({ entities }) => WORDS[entities.policy ?? ""],
  extensions: ({ entities }) => WORDS[entities.extension ?? ""],
  rules: ({ entities }) => WORDS[entities.rule ?? ""],
  "text search dictionaries and configurations": ({ entities }) =>
    WORDS[entities.textSearchConfiguration ?? ""],
  "casts, operators and their classes, event triggers": ({ entities }) => WORDS[entities.operator ?? ""],
  comments: (f) => f.comments,
  "indexes renamed in place": (f) => f.renamesParts.indexes,
  "constraints renamed in place": (f) => f.renamesParts.constraints,
  "constraints that can be deferred": (f) => f.deferrableConstraints,
  "index `where`": (f) => f.partialIndexes,
  "indexes on expressions": (f) => f.expressionIndexes,
  "index `include`": (f) => f.indexInclude,
  "computed columns, virtual": (f) => f.computedVirtual,
  "computed columns, stored": (f) => f.computedStored,
  "computed expressions changed in place": ({ alterComputed }) => Object.keys(alterComputed).length > 0,
};

const WORDS: Readonly<Record<string, string>> = { replace: "replaced", recreate: "made anew" };

const CHANGES: Readonly<Record<OptionRule["change"], string>> = {
  alter: "changed in place",
  recreate: "made anew",
  fixed: "never changed",
  unread: "not seen",
};

function featureTable(): string {
  const rows = Object.entries(TEXTS).map(([what, of]) => {
    const cells = SERVERS.map(of).map((has) => (typeof has === "string" ? has : has ? "yes" : "–"));
    return `| ${[what, ...cells].join(" | ")} |`;
  });
  return ["| | PostgreSQL | MySQL | MariaDB | SQLite |", "| --- | --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

function optionTable(): string {
  const vocabularies: Readonly<Record<string, OptionRules>> = {
    postgresql: POSTGRESQL,
    mysql: MYSQL,
    sqlite: SQLITE,
  };
  const rows = Object.entries(vocabularies).flatMap(([name, rules]) =>
    (["table", "column", "index", "constraint"] as const).flatMap((kind) =>
      Object.entries(CHANGES).flatMap(([change, text]) => {
        const options = Object.entries(rules[kind]).filter(([, rule]) => rule.change === change);
        const names = options.map(([option]) => `\`${option}\``).join(", ");
        return options.length === 0 ? [] : [`| \`${name}\` | ${kind} | ${text} | ${names} |`];
      }),
    ),
  );
  return ["| key | of | | options |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

it.each([
  ["features", featureTable],
  ["options", optionTable],
])("the page of the databases has their %s; UPDATE_DOCS=1 writes them", (name, table) => {
  const place = new RegExp(`(<!-- ${name} -->\n).*?(<!-- end of ${name} -->)`, "s");
  const page = readPage(PAGE);
  expect(page).toMatch(place);
  const text = page.replace(place, (_, begin: string, end: string) => `${begin}\n${table()}\n\n${end}`);
  if (process.env["UPDATE_DOCS"]) writeFileSync(join(ROOT, PAGE), text);
  else expect(page).toBe(text);
});
