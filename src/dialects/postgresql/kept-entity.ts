import { argumentTypes, creatingEntity } from "../../ddl/nodes/entity.js";
import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import type { CreateEntity, DropEntity, ReplaceEntity } from "../../ops/entity.js";
import { type Entity, type EntityKind, type EntityName, entityKey } from "../../schema/object.js";
import type { Node } from "../../sql/node.js";
import { clause } from "./clause.js";
import { oidSql, pathOf } from "./entity-place.js";
import { type Catalogue, type Part, rightsParts } from "./kept-rights.js";
import { keptOfIndex, MATERIALIZED_VIEW_PARTS, PARAMETERS_PLACE, RELATION, VIEW_PARTS } from "./kept-view.js";
import { dropOwnFamily } from "./operator-family.js";
import { textSearchNodes } from "./text-search.js";
import { withoutCheck } from "./unchecked-body.js";

/** Stands for a function's name and arguments, which the new one may have others of. */
const ROUTINE_PATH = "\u0001";

const ROUTINE: Catalogue = {
  name: "pg_proc",
  path: "pg_catalog.chr(1)",
  owner: "o.proowner",
  schema: "o.pronamespace",
  acl: "o.proacl",
  letter: "f",
};

/** What an object of a kind has that its declaration does not say. */
interface Kept {
  readonly catalogue: string;
  readonly parts: readonly Part[];
}

const commentPart = (words: string, { path, name }: Catalogue): Part => ({
  place: 3,
  sql: `pg_catalog.format('COMMENT ON ${words} %s IS %L', ${path}, pg_catalog.obj_description(o.oid, '${name}'))`,
  from: `(SELECT 1) x WHERE pg_catalog.obj_description(o.oid, '${name}') IS NOT NULL`,
});

const ofTable = (words: string, catalogue: string, name: string, table: string): Part => ({
  place: 3,
  sql: `pg_catalog.format('COMMENT ON ${words} %I ON %s IS %L', o.${name}, o.${table}::pg_catalog.regclass, pg_catalog.obj_description(o.oid, '${catalogue}'))`,
  from: `(SELECT 1) x WHERE pg_catalog.obj_description(o.oid, '${catalogue}') IS NOT NULL`,
});

/** When a trigger fires where it does not as usual. @source PostgreSQL 18, 52.58 pg_trigger: tgenabled */
const FIRING: Part = {
  place: 4,
  sql: `pg_catalog.format('ALTER TABLE %s %s TRIGGER %I', o.tgrelid::pg_catalog.regclass,
    CASE o.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, o.tgname)`,
  from: "(SELECT 1) x WHERE o.tgenabled <> 'O'",
};

/** The owner and the comment of an object of a catalog; `path` is how statements name it, as an SQL expression. */
function ownKept(words: string, catalogue: string, path: string, owner?: string): Kept {
  const comment = `pg_catalog.obj_description(o.oid, '${catalogue}')`;
  const commented: Part = {
    place: 3,
    sql: `pg_catalog.format('COMMENT ON ${words} %s IS %L', ${path}, ${comment})`,
    from: `(SELECT 1) x WHERE ${comment} IS NOT NULL`,
  };
  if (owner === undefined) return { catalogue, parts: [commented] };
  const owned: Part = {
    place: 9,
    sql: `pg_catalog.format('ALTER ${words} %s OWNER TO %I', ${path}, pg_catalog.pg_get_userbyid(o.${owner}))`,
    from: `(SELECT 1) x WHERE pg_catalog.pg_get_userbyid(o.${owner}) <> current_user`,
  };
  return { catalogue, parts: [owned, commented] };
}

const inSchema = (prefix: string) =>
  `pg_catalog.format('%s.%I', o.${prefix}namespace::pg_catalog.regnamespace, o.${prefix}name)`;

const OPERATOR_CLASS_PATH = `${inSchema("opc")} || ' USING ' || (SELECT pg_catalog.quote_ident(a.amname) FROM pg_catalog.pg_am a WHERE a.oid = o.opcmethod)`;

const CAST_PATH =
  "pg_catalog.format('(%s AS %s)', pg_catalog.format_type(o.castsource, NULL), pg_catalog.format_type(o.casttarget, NULL))";

/** When an event trigger fires where it does not as usual. @source PostgreSQL 18, 52.21 pg_event_trigger: evtenabled */
const EVENT_FIRING: Part = {
  place: 4,
  sql: `pg_catalog.format('ALTER EVENT TRIGGER %I %s', o.evtname,
    CASE o.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END)`,
  from: "(SELECT 1) x WHERE o.evtenabled <> 'O'",
};

/** When a rule acts where it does not as usual. @source PostgreSQL 18, 52.45 pg_rewrite: ev_enabled */
const RULE_FIRING: Part = {
  place: 4,
  sql: `pg_catalog.format('ALTER TABLE %s %s RULE %I', o.ev_class::pg_catalog.regclass,
    CASE o.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, o.rulename)`,
  from: "(SELECT 1) x WHERE o.ev_enabled <> 'O'",
};

const EVENT_TRIGGER = ownKept(
  "EVENT TRIGGER",
  "pg_event_trigger",
  "pg_catalog.quote_ident(o.evtname)",
  "evtowner",
);

function catalogued(catalogue: Catalogue, words: string, parts: readonly Part[] = []): Kept {
  return {
    catalogue: catalogue.name,
    parts: [...parts, ...rightsParts(catalogue, words), commentPart(words, catalogue)],
  };
}

/** @source PostgreSQL 18, 5.8 Privileges; COMMENT */
const KEPT: { readonly [K in EntityKind]?: Kept } = {
  view: catalogued(RELATION, "VIEW", VIEW_PARTS),
  materializedView: catalogued(RELATION, "MATERIALIZED VIEW", MATERIALIZED_VIEW_PARTS),
  viewIndex: {
    catalogue: "pg_class",
    parts: [
      {
        place: 3,
        sql: "pg_catalog.substr(k.sql, 3)",
        from: `(SELECT o.oid AS index) v, LATERAL (SELECT ${keptOfIndex("v.index")} AS sql) k WHERE k.sql <> ''`,
      },
    ],
  },
  function: catalogued(ROUTINE, "FUNCTION"),
  procedure: catalogued(ROUTINE, "PROCEDURE"),
  aggregate: catalogued(ROUTINE, "ROUTINE"),
  collation: ownKept("COLLATION", "pg_collation", inSchema("coll"), "collowner"),
  eventTrigger: { ...EVENT_TRIGGER, parts: [...EVENT_TRIGGER.parts, EVENT_FIRING] },
  cast: ownKept("CAST", "pg_cast", CAST_PATH),
  operator: ownKept("OPERATOR", "pg_operator", "o.oid::pg_catalog.regoperator", "oprowner"),
  operatorClass: ownKept("OPERATOR CLASS", "pg_opclass", OPERATOR_CLASS_PATH, "opcowner"),
  textSearchDictionary: ownKept("TEXT SEARCH DICTIONARY", "pg_ts_dict", inSchema("dict"), "dictowner"),
  textSearchConfiguration: ownKept("TEXT SEARCH CONFIGURATION", "pg_ts_config", inSchema("cfg"), "cfgowner"),
  trigger: {
    catalogue: "pg_trigger",
    parts: [ofTable("TRIGGER", "pg_trigger", "tgname", "tgrelid"), FIRING],
  },
  policy: { catalogue: "pg_policy", parts: [ofTable("POLICY", "pg_policy", "polname", "polrelid")] },
  rule: {
    catalogue: "pg_rewrite",
    parts: [ofTable("RULE", "pg_rewrite", "rulename", "ev_class"), RULE_FIRING],
  },
};

/** A statement that gives something back, as text with `ROUTINE_PATH` for a function. */
interface KeptStatement {
  readonly sql: string;
  readonly place: number;
  readonly isOfColumn: boolean;
}

/**
 * The statements that give an object which is to be made anew all that its declaration does not say, as it has it now;
 * null without a connection.
 */
async function keptOf(
  entity: EntityName,
  live: Live,
  isReplaced = false,
): Promise<readonly KeptStatement[] | null> {
  const kept = KEPT[entity.kind];
  if (!kept) return [];
  // What is replaced in place stays what it is; a trigger alone fires as usual again.
  const parts = isReplaced ? kept.parts.filter((each) => each === FIRING) : kept.parts;
  if (parts.length === 0) return [];
  const rows = parts.map(
    ({ place, sql, from, isOfColumn = false }) =>
      `SELECT ${place} AS place, ${sql} AS sql, ${isOfColumn} AS "isOfColumn" FROM ${from}`,
  );
  const result = await live.query(
    `SELECT s.place, s.sql, s."isOfColumn" FROM pg_catalog.${kept.catalogue} o, LATERAL (
${rows.join("\nUNION ALL ")}
) AS s WHERE o.oid = (${oidSql(entity)}) ORDER BY s.place, s.sql`,
  );
  return result && toObjects<KeptStatement>(result);
}

/** The statements for an object as it is now declared. */
function givenBack(entity: Entity, kept: readonly KeptStatement[]): readonly Node[] {
  const routine = `${pathOf(entity)}(${argumentTypes(entity.arguments ?? "").replace(/^\*$/, "")})`;
  return kept
    .filter(({ place }) => place !== PARAMETERS_PLACE || entity.with === undefined)
    .map(({ sql, isOfColumn }) =>
      clause(isOfColumn ? whereColumnIs(sql) : sql.replaceAll(ROUTINE_PATH, () => routine)),
    );
}

/** A statement that is passed over where the object has not got the column any more, with which it goes. */
function whereColumnIs(sql: string): string {
  const tag = sql.includes("$migr$") ? "$migr_kept$" : "$migr$";
  return `DO ${tag} BEGIN ${sql}; EXCEPTION WHEN undefined_column THEN NULL; END ${tag}`;
}

/** Makes an object; one that is made anew gets back what the one had that was dropped. */
export async function createEntityNodes(
  { entity, restore }: CreateEntity,
  live: Live,
): Promise<readonly Node[]> {
  const { notes } = live;
  const { arguments: _, ...name } = entity;
  const kept = restore && (notes?.get(noteKey(entity)) ?? notes?.get(noteKey(name)));
  const made = await withoutCheck(entity, creatingEntity(entity), live);
  return [...made, ...(kept ? givenBack(entity, kept as readonly KeptStatement[]) : [])];
}

/** Drops an object, and notes what it has for one that takes its place. */
export async function dropEntityNodes(operation: DropEntity, live: Live): Promise<readonly Node[]> {
  const { entity } = operation;
  const kept = live.notes && (await keptOf(entity, live));
  const { arguments: _, ...name } = entity;
  if (kept) for (const each of [entity, name]) live.notes?.set(noteKey(each), kept);
  return [...operation.ddl(), ...(await dropOwnFamily(entity, live))];
}

/** Gives an object another definition, in place or made anew with all that the old one had. */
export async function replaceEntityNodes(operation: ReplaceEntity, live: Live): Promise<readonly Node[]> {
  const { entity, from, recreate } = operation;
  const kept = await keptOf(from ?? entity, live, !recreate);
  const nodes = recreate ? operation.ddl() : ((await textSearchNodes(operation, live)) ?? operation.ddl());
  const made = await withoutCheck(entity, nodes, live);
  return [...made, ...givenBack(entity, kept ?? [])];
}

function noteKey(entity: EntityName): string {
  return `kept ${entityKey(entity)}`;
}
