import type { Queryable } from "../../dialect/dialect.js";
import { AlterColumn, DropColumn, RenameColumn } from "../../ops/column.js";
import { DropDomain } from "../../ops/domain.js";
import { DropEntity, ReplaceEntity } from "../../ops/entity.js";
import { AlterEnum } from "../../ops/enum.js";
import type { Operation } from "../../ops/operation.js";
import { DropTable, RenameTable } from "../../ops/table.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { Entity } from "../../schema/object.js";
import { findTable, type Schema } from "../../schema/schema.js";
import { enumerate } from "../../util/text.js";
import { isSettable } from "./alter-column.js";
import {
  type Dependent,
  dependentsOfColumn,
  dependentsOfEnum,
  dependentsOfRoutine,
  dependentsOfTable,
} from "./dependents.js";
import { ROUTINES } from "./entity-place.js";
import { computedFrom } from "./remade-column.js";

/** What cannot be while something else stands, with the query for that. */
interface Question {
  readonly what: string;
  readonly sql: string;
}

/**
 * A sentence for each change that the server will refuse, since views, functions and their like use what changes, and
 * none of the operations takes them away before.
 *
 * @param schema what the database has
 * @source PostgreSQL 18, 5.15 Dependency Tracking
 */
export async function inTheWay(
  db: Queryable,
  major: number,
  operations: readonly Operation[],
  schema: Schema,
): Promise<readonly string[]> {
  const questions = questionsOf(operations, major, schema);
  if (questions.length === 0) return [];
  const results = await db.batch(questions.map(({ sql }) => sql));
  const gone = new Set(operations.flatMap(keyOfDropped));
  return questions.flatMap(({ what }, i) => {
    const found = (results[i]!.rows as readonly Dependent[]).filter(
      ([words, key]) => words !== null && (key === null || !gone.has(JSON.stringify(JSON.parse(key)))),
    );
    if (found.length === 0) return [];
    const [use, it] = found.length === 1 ? ["uses", "it"] : ["use", "them"];
    const words = enumerate(found.map(([each]) => each));
    return `${what} while ${words} ${use} it: declare ${it} in the models to have ${it} make way, or drop ${it} in the script before with op.execute(…) and make ${it} again after.`;
  });
}

function questionsOf(operations: readonly Operation[], major: number, schema: Schema): readonly Question[] {
  const former = formerNames(operations);
  return operations.flatMap((operation): readonly Question[] => {
    if (operation instanceof AlterEnum) {
      const { type, addsOnly } = operation;
      const what = `The words of the enum type ${displayName(type)} cannot change`;
      return addsOnly ? [] : [{ what, sql: dependentsOfEnum(type) }];
    }
    if (operation instanceof DropTable) {
      const table = former.table(operation.table);
      return [{ what: `${displayName(operation.table)} cannot be dropped`, sql: dependentsOfTable(table) }];
    }
    if (operation instanceof DropEntity || (operation instanceof ReplaceEntity && operation.recreate)) {
      const { entity } = operation;
      const isRoutine = ROUTINES.has(entity.kind);
      if (!isRoutine && entity.kind !== "view" && entity.kind !== "materializedView") return [];
      const isAnew = !(operation instanceof DropEntity) || operation.makesWay;
      const what = `${displayName(entity)} cannot be ${isAnew ? "made anew" : "dropped"}`;
      return [{ what, sql: (isRoutine ? dependentsOfRoutine : dependentsOfTable)(entity) }];
    }
    if (!(operation instanceof DropColumn || operation instanceof AlterColumn)) return [];
    const { table, name } = operation;
    const standing = former.table(table);
    const question = (what: string, column: string): Question => ({
      what,
      sql: dependentsOfColumn(standing, column),
    });
    const path = `${displayName(table)}.${name}`;
    const own = former.column(table, name);
    if (operation instanceof DropColumn) return [question(`${path} cannot be dropped`, own)];
    const { from, change } = operation;
    if (change.type) {
      const sources = computedFrom(own, findTable(schema, standing));
      return [
        question(`The type of ${path} cannot change`, own),
        ...sources.map((each) =>
          question(`${displayName(table)}.${each.name} cannot be made anew`, each.name),
        ),
      ];
    }
    const { computed } = change;
    const isAnew = from && computed !== undefined && !isSettable(from, withComputed(from, computed), major);
    return isAnew ? [question(`${path} cannot be made anew`, own)] : [];
  });
}

function withComputed<T extends object>(
  column: T,
  computed: NonNullable<AlterColumn["change"]["computed"]> | null,
) {
  return { ...column, ...(computed && { computed }) } as T;
}

/** The names that tables and columns have before they are renamed. */
function formerNames(operations: readonly Operation[]) {
  const tables = new Map<string, TableName>();
  const columns = new Map<string, string>();
  const keyOf = (table: TableName, column: string) => JSON.stringify([nameKey(table), column]);
  const tableOf = (table: TableName) => tables.get(nameKey(table)) ?? table;
  for (const each of operations) {
    if (each instanceof RenameTable) tables.set(nameKey({ ...each.table, name: each.to }), each.table);
    if (each instanceof RenameColumn) columns.set(keyOf(each.table, each.to), each.name);
  }
  return {
    table: tableOf,
    column: (table: TableName, column: string) =>
      columns.get(keyOf(table, column)) ?? columns.get(keyOf(tableOf(table), column)) ?? column,
  };
}

function keyOfDropped(operation: Operation): readonly string[] {
  if (operation instanceof DropDomain) {
    const { name, schema } = operation.domain;
    return [JSON.stringify(["domain", schema ?? null, name])];
  }
  return operation instanceof DropEntity ? [keyOfEntity(operation.entity)] : [];
}

function keyOfEntity({ kind, name, schema, table }: Entity | DropEntity["entity"]): string {
  if (table) return JSON.stringify([kind, name, table.schema ?? null, table.name]);
  return JSON.stringify([kind === "procedure" ? "function" : kind, schema ?? null, name]);
}
