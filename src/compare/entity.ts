import type { EntityReading, Features } from "../dialect/dialect.js";
import { BatchAlterTable } from "../ops/batch.js";
import { AlterColumn, DropColumn, RenameColumn } from "../ops/column.js";
import { DropDomain } from "../ops/domain.js";
import { CreateEntity, DropEntity, ReplaceEntity } from "../ops/entity.js";
import { AlterEnum } from "../ops/enum.js";
import type { Operation } from "../ops/operation.js";
import { DropTable, RenameTable } from "../ops/table.js";
import { DropType } from "../ops/user-type.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { Domain, Entity, EntityKind } from "../schema/object.js";
import type { Table } from "../schema/table.js";
import type { UserType } from "../schema/user-type.js";
import { raw } from "../sql/nodes/index.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { isComputedInPlace } from "./column.js";
import { earlyEntities } from "./early-entity.js";
import { uncheckedInCircles } from "./entity-circle.js";
import { commentOperations } from "./entity-comment.js";
import { inOrderOfMention, UNMENTIONED } from "./entity-order.js";
import { entityMentions, SqlWords, wordsOf } from "./mention.js";

/** What becomes of objects declared by their SQL. */
export interface EntityOperations {
  /** What makes way, before all else. */
  readonly drops: readonly Operation[];
  /** What types and tables may need, before any table changes. */
  readonly before: readonly Operation[];
  /** When all tables have changed. */
  readonly after: readonly Operation[];
  readonly problems: readonly string[];
}

/** What a comparison of such objects may ask. */
export interface EntityContext {
  readonly features: Features;
  readonly spelling: Spelling;
  /** Tables of which columns change or go, so that what looks at them must make way. */
  readonly disturbed: readonly Disturbed[];
  /** The tables as they are to be: functions that their expressions mention are made before them. */
  readonly tables: readonly Table[];
  /** The tables that are made, which functions that are made before them may name in their bodies. */
  readonly created: readonly Table[];
  /** The domains as they are to be, likewise. */
  readonly domains: readonly Domain[];
  /** The composite and range types as they are to be, likewise. */
  readonly userTypes: readonly UserType[];
}

/** A table under which the ground moves. */
export interface Disturbed {
  readonly table: TableName;
  /** The columns that go or change their type; null where it is the table itself that goes or gets another name. */
  readonly columns: readonly string[] | null;
  /** It only gets another name, which the database passes on to what looks at it. */
  readonly isRenamed: boolean;
  /** It is no table but a type, which functions may take and give, and views may name. */
  readonly isType?: boolean;
}

/** An object as it is declared, and what the database tells of it: of its table by the name that it has there. */
export interface DeclaredReading extends EntityReading {
  readonly declared: Entity;
}

/** Kinds that stand on the columns of tables. */
const LOOKING: ReadonlySet<EntityKind> = new Set(["view", "materializedView", "viewIndex", "policy", "rule"]);

/**
 * Compares the declared objects with what the database tells of them. Those that are missing are made, those that
 * differ are replaced; where a table's columns cannot change under a view, the view is dropped before and made after.
 */
export function compareEntities(
  readings: readonly DeclaredReading[],
  context: EntityContext,
): EntityOperations {
  const ordered = inOrderOfMention(readings, context.spelling);
  const moved = movedAway(ordered, context);
  const early = earlyEntities(
    ordered.map(({ declared }) => declared),
    context,
  );
  const isEarly = (entity: Entity) => early.has(entity);
  const { forgetsEntities } = context.features;
  const before: Operation[] = [];
  const after: Operation[] = [];
  const drops: Operation[] = [];
  const comments: Operation[] = [];
  for (const reading of ordered) {
    const { declared: entity, standing } = reading;
    const stage = isEarly(entity) ? before : after;
    if (standing === null) stage.push(new CreateEntity(entity));
    else if (moved.has(reading)) {
      const was = standingEntity(reading);
      drops.unshift(new DropEntity(was ?? reading.entity, was, false, forgetsEntities));
      const place = isEarly(entity) && takesOthers(reading) ? before : after;
      place.push(new CreateEntity(entity, forgetsEntities));
    } else if (reading.wanted !== standing) {
      const recreate = isRecreated(reading, context);
      stage.push(new ReplaceEntity(entity, standingEntity(reading), recreate));
    }
    comments.push(...commentOperations(entity, reading, context.features));
  }
  const made = uncheckedInCircles(
    [...before, ...after],
    ({ kind }) => !UNMENTIONED.has(kind),
    { early: before.length, tables: context.created },
    context.features,
    context.spelling,
  );
  return {
    drops,
    before: made.slice(0, before.length),
    after: [...made.slice(before.length), ...comments],
    problems: ordered.flatMap(({ problem }) => problem ?? []),
  };
}

/**
 * Those to be dropped before tables change, and made again after: what they look at cannot change under them, or they
 * change along with it, so that neither form of theirs stands on both sides of the change.
 */
function movedAway(ordered: readonly DeclaredReading[], context: EntityContext): ReadonlySet<EntityReading> {
  const { features, disturbed, spelling } = context;
  const moved = new Set<EntityReading>();
  const gone: TableName[] = [];
  for (const reading of ordered) {
    const { entity, declared, standing } = reading;
    if (standing === null) continue;
    const isChanged = reading.wanted !== standing;
    const recreated = isChanged && isRecreated(reading, context);
    const forms = [declared, standingEntity(reading) ?? entity];
    const looksAt = (name: TableName) => forms.some((form) => entityMentions(form, name, spelling));
    const isHeld = (change: Disturbed) =>
      features.viewsHoldColumns && !change.isRenamed && isStoodOn(change, forms, spelling);
    const stands =
      disturbed.some((change) => isHeld(change) && (change.isType || looksAt(change.table))) ||
      (isChanged && disturbed.some(({ table, isType }) => !isType && looksAt(table))) ||
      (LOOKING.has(entity.kind) && gone.some(looksAt)) ||
      (recreated && features.forgetsEntities && takesOthers(reading));
    if (stands) moved.add(reading);
    // What looks at a view or calls a function that is dropped has to make way too.
    const isUsed = VIEWS.has(entity.kind) || (features.viewsHoldColumns && ROUTINES.has(entity.kind));
    if ((stands || recreated) && isUsed) gone.push(entity);
  }
  return moved;
}

/** Whether an object is changed by dropping it and making it anew. */
function isRecreated({ entity, isReplaceable }: EntityReading, { features }: EntityContext): boolean {
  return features.entities[entity.kind] !== "replace" || !isReplaceable;
}

/** Whether a function takes other arguments than the one that stands, which goes by those it has. */
function takesOthers({ entity, arguments: args }: EntityReading): boolean {
  const plain = (text: string) => text.replace(/\s+/g, " ").trim().toLowerCase();
  return args !== undefined && entity.arguments !== undefined && plain(args) !== plain(entity.arguments);
}

/** Whether an object of the kind stands on columns; a trigger does on those that it names. */
function isStoodOn(
  { table, columns, isType }: Disturbed,
  forms: readonly Entity[],
  spelling: Spelling,
): boolean {
  if (isType) {
    const names = (form: Entity) => LOOKING.has(form.kind) && wordsOf(form, spelling).has(table.name);
    return forms.some(
      (form) => names(form) || (ROUTINES.has(form.kind) && takes(form, table.name, spelling)),
    );
  }
  return forms.some(({ kind, event = "", definition }) => {
    if (kind !== "trigger" || columns === null) return LOOKING.has(kind);
    const { sql } = writeSql(definition, spelling, { literals: true });
    const words = new SqlWords(`${event} ${sql}`, spelling);
    return columns.some((name) => words.has(name));
  });
}

const VIEWS: ReadonlySet<EntityKind> = new Set(["view", "materializedView"]);

const ROUTINES: ReadonlySet<EntityKind> = new Set(["function", "procedure", "aggregate"]);

/** Whether a function has a type in its arguments or its result; what its body says in quotes is read when it runs. */
function takes({ arguments: args = "", definition }: Entity, type: string, spelling: Spelling): boolean {
  const { sql } = writeSql(definition, spelling, { literals: true });
  return new SqlWords(`${args} ${sql.split(/\bas\s*['$]/i, 1)[0]}`, spelling).has(type);
}

/** The object as it stands in the database; null where there is none or it does not tell. */
export function standingEntity(reading: EntityReading): Entity | null {
  const {
    entity,
    definition,
    arguments: args,
    event,
    constraint,
    unique,
    columns,
    with: parameters,
  } = reading;
  if (definition === undefined) return null;
  const { columns: _, constraint: __, unique: ___, with: ____, mappings: _____, ...rest } = entity;
  return {
    ...rest,
    definition: raw({ sql: definition }),
    ...(args !== undefined && { arguments: args }),
    ...(event !== undefined && { event }),
    ...(constraint && { constraint }),
    ...(unique && { unique }),
    ...(columns && { columns }),
    ...(parameters && { with: parameters }),
    ...(reading.mappings && { mappings: reading.mappings }),
  };
}

/** An object as messages name it: `materialized view sums`. */
export function nameEntity({ kind, constraint, ...name }: Entity): string {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `the ${constraint ? "constraint " : ""}${words} ${displayName(name)}`;
}

/** The tables that go or get other names, or of which columns go or change their type or name, and types that go. */
export function disturbedTables(operations: readonly Operation[], features: Features): readonly Disturbed[] {
  return operations.flatMap((operation): readonly Disturbed[] => {
    if (operation instanceof BatchAlterTable) return disturbedTables(operation.operations, features);
    if (operation instanceof DropType) return [goneType(operation.type)];
    if (operation instanceof DropDomain) return [goneType(operation.domain)];
    const { table } = operation as { readonly table?: TableName };
    if (!table) return [];
    const isRenamed = operation instanceof RenameColumn || operation instanceof RenameTable;
    if (operation instanceof RenameColumn) return [{ table, columns: [operation.name], isRenamed }];
    if (operation instanceof DropTable || operation instanceof RenameTable)
      return [{ table, columns: null, isRenamed }];
    const changes =
      operation instanceof AlterColumn &&
      (operation.change.type !== undefined || isComputedAnew(operation, features));
    if (!changes && !(operation instanceof DropColumn)) return [];
    return [{ table, columns: [operation.name], isRenamed }];
  });
}

/** Whether the plan of a change drops a computed column to make it anew. */
function isComputedAnew({ from, change }: AlterColumn, features: Features): boolean {
  const { computed } = change;
  return Boolean(
    features.remakesComputed && from && computed && !isComputedInPlace(from, { ...from, computed }, features),
  );
}

function goneType(table: TableName): Disturbed {
  return { table, columns: null, isRenamed: false, isType: true };
}

/**
 * The tables of whose enum types words go on the way there, or on the way there or back: such a type is made anew under
 * its columns.
 */
export function disturbedByWords(
  operations: readonly Operation[],
  tables: readonly Table[],
  direction: "upgrade" | "downgrade",
): readonly Disturbed[] {
  const losing = operations.filter((operation): operation is AlterEnum => {
    if (!(operation instanceof AlterEnum)) return false;
    return !operation.addsOnly || (direction === "downgrade" && !operation.inverse().addsOnly);
  });
  const types = new Set(losing.map(({ type }) => nameKey(type)));
  if (types.size === 0) return [];
  const isLosing = (type: SqlType): boolean => {
    if (type.kind === "native" && type.element) return isLosing(type.element);
    return type.kind === "enum" && type.name !== undefined && types.has(nameKey(type as TableName));
  };
  const swapped = losing.map(({ type }) => goneType(type));
  const changed = tables.flatMap((table) => {
    const columns = table.columns.filter(({ type }) => isLosing(type)).map(({ name }) => name);
    return columns.length === 0 ? [] : [{ table: tableName(table), columns, isRenamed: false }];
  });
  return [...swapped, ...changed];
}
