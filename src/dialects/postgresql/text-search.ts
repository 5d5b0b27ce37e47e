import { mapWords } from "../../ddl/nodes/entity.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import type { ReplaceEntity } from "../../ops/entity.js";
import type { Entity } from "../../schema/object.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { oidSql } from "./entity-place.js";
import { spelling } from "./spelling.js";

/**
 * What changes a dictionary or a configuration of text search in place, since columns and indexes stand on it; null of
 * other objects.
 *
 * @source PostgreSQL 18, ALTER TEXT SEARCH DICTIONARY; ALTER TEXT SEARCH CONFIGURATION
 */
export async function textSearchNodes(
  { entity, from }: ReplaceEntity,
  live: Live,
): Promise<readonly Node[] | null> {
  if (entity.kind === "textSearchDictionary") return [await dictionaryNode(entity, from, live)];
  if (entity.kind !== "textSearchConfiguration") return null;
  const { mappings = {} } = entity;
  const had = from?.mappings ? Object.keys(from.mappings).join(", ") : await mappedWords(entity, live);
  return [
    ...(had === "" ? [] : [mapWords({ entity, words: had })]),
    ...Object.entries(mappings).map(([words, dictionaries]) => mapWords({ entity, words, dictionaries })),
  ];
}

/** The kinds of words that have dictionaries; without a connection those that are to have some. */
async function mappedWords(entity: Entity, live: Live): Promise<string> {
  const result =
    await live.query(`SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(t.alias), ', ')
FROM pg_catalog.pg_ts_config o JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = o.oid
  JOIN LATERAL pg_catalog.ts_token_type(o.cfgparser) t ON t.tokid = m.maptokentype WHERE o.oid = (${oidSql(entity)})`);
  if (result) return String(result.rows[0]?.[0] ?? "");
  return Object.keys(entity.mappings ?? {}).join(", ");
}

/** Options that the new definition has not are taken away by their names alone. */
async function dictionaryNode(entity: Entity, from: Entity | null, live: Live): Promise<Node> {
  const options = optionsOf(ddlText(entity.definition, spelling));
  const had = from ? ddlText(from.definition, spelling) : await standingOptions(entity, live);
  const kept = new Set(options.map(nameOfOption));
  const gone = optionsOf(had)
    .map(nameOfOption)
    .filter((each) => !kept.has(each));
  const changes = [...options, ...gone].join(", ");
  return clause("ALTER TEXT SEARCH DICTIONARY", name(entity.schema, entity.name), `(${changes})`);
}

async function standingOptions(entity: Entity, live: Live): Promise<string> {
  const result = await live.query(
    `SELECT o.dictinitoption FROM pg_catalog.pg_ts_dict o WHERE o.oid = (${oidSql(entity)})`,
  );
  return `(${String(result?.rows[0]?.[0] ?? "")})`;
}

/** The options in what a dictionary is made of, but for its template. */
function optionsOf(definition: string): readonly string[] {
  const list = definition.trim().replace(/^\(/, "").replace(/\)$/, "");
  const options = list.match(/(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[^,'"])+/g) ?? [];
  return options
    .map((option) => option.trim())
    .filter((option) => option !== "" && nameOfOption(option) !== "template");
}

function nameOfOption(option: string): string {
  const given = option.split("=", 1)[0]!.trim();
  return given.startsWith('"') ? given : given.toLowerCase();
}
