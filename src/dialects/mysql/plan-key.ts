import type { Live } from "../../dialect/dialect.js";
import { CompileError } from "../../errors/errors.js";
import type { Constraint } from "../../schema/constraint.js";
import { displayName, type TableName } from "../../schema/name.js";

/**
 * The constraint as it must be written in its table: a key that leads from a table of another database to one of the
 * connection's own names that database, since without a name the server looks in the key's.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints"
 * @throws {CompileError} `compile.bad-parameters`: without a connection it is not known what its database is called
 */
export async function fromElsewhere(
  constraint: Constraint,
  table: TableName,
  live: Live,
): Promise<Constraint> {
  if (constraint.kind !== "foreignKey" || table.schema === undefined) return constraint;
  const { references } = constraint;
  if (references.schema !== undefined) return constraint;
  const schema = (await live.query("SELECT DATABASE()"))?.rows[0]?.[0];
  if (typeof schema === "string") return { ...constraint, references: { ...references, schema } };
  throw new CompileError(
    "compile.bad-parameters",
    `A foreign key of ${displayName(table)} leads to ${references.name} of the connection's own database, whose name is not known.`,
    { hint: "Name the schema of the table that it refers to, or run against a database." },
  );
}
