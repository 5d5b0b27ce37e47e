import { type CodeEntry, entry } from "./entry.js";

/** Errors about models, names and the SQL made from them. */
export const SCHEMA_CODES = {
  "compile.unknown-node": entry(
    "A statement has a part that the dialect cannot write",
    "An expression or a DDL statement holds a kind that has no SQL.",
    "Report it: every kind should have SQL on every dialect.",
  ),
  "compile.unsupported": entry(
    "The database has no such thing",
    "A type, option or clause does not exist on the database in use.",
    "Use what the database has; the message names the dialect and the thing.",
  ),
  "compile.bad-identifier": entry(
    "A name cannot be an identifier",
    "The name is empty, holds a NUL byte or is longer than the database allows.",
    "Choose another name.",
  ),
  "compile.bad-literal": entry(
    "A value cannot be written as a literal",
    "DDL takes no parameters, so its values are written into the SQL; this one has no such form.",
    "Use a string, number, boolean, bigint, Date, Uint8Array, null, or an expression.",
  ),
  "compile.bad-parameters": entry(
    "The parameters do not fit the statement",
    "A statement names a parameter that was not given, or a value is undefined.",
    "Give every named parameter a value; NULL is null, never undefined.",
  ),
  "schema.no-such-table": entry(
    "No such table",
    "An operation or a foreign key names a table that is not there.",
    "Mend the name; names in scripts are database names.",
  ),
  "schema.no-such-column": entry(
    "No such column",
    "A constraint, an index, an expression or an operation names a column that its table does not have.",
    "Mend the name; names in scripts and in string references are database names.",
  ),
  "schema.no-such-constraint": entry(
    "No such constraint or index",
    "An operation names a constraint or an index that its table does not have.",
    "Mend the name; the live schema has the names that `migr diff` and the database's own tools show.",
  ),
  "schema.duplicate-table": entry(
    "Two tables of one name",
    "Two models, or a model and a table, of one MetaData have the same name.",
    "Rename one of them, or remove the copy.",
  ),
  "schema.duplicate-column": entry(
    "A column twice",
    "Two properties of a model become the same column name, or a key names a column twice.",
    "Give one of the properties another name with .named(), or name the column once.",
  ),
  "schema.duplicate-name": entry(
    "Two things of one name",
    "Names of constraints and of indexes must differ within a table; those of enum types, and of tables, views and sequences, within a schema; on PostgreSQL and SQLite those of indexes, too.",
    "Rename one of them.",
  ),
  "schema.invalid-object": entry(
    "A sequence or a domain contradicts itself",
    "A sequence counts by something and has a least value below its greatest.",
    "Change what the message names.",
  ),
  "schema.no-such-rename": entry(
    "A hint about a new name matches nothing",
    "What it calls the old name is not in the database, or still in the models, or what it calls the new one is not new.",
    "Correct it, or take it out: a hint of a model is needed no longer once the database has the new name.",
  ),
  "schema.no-such-value": entry(
    "A mapping names a word that its enum type does not have",
    "Words that are renamed or removed are among the old ones, what becomes of them among the new ones.",
    "Correct the word; the hint lists those there are.",
  ),
  "schema.name-taken": entry(
    "The name of a table is taken by something else",
    "The models declare a table by the name of a view, a partitioned table or another object that migr does not manage.",
    "Rename the model, or leave the table out of the comparison with `includeObject`.",
  ),
  "schema.bad-reference": entry(
    "A foreign key leads nowhere",
    "A foreign key names a table or a column that no model declares, or has another number of columns than its target, or other types.",
    "Mend the reference, or import the file that declares the table before the metadata is read.",
  ),
  "schema.invalid-table": entry(
    "A table contradicts itself",
    "A table has no columns, two primary keys, or a declaration that cannot be read.",
    "Mend the declaration that the message names.",
  ),
  "schema.invalid-argument": entry(
    "A part of the models is given what it does not take",
    "An option has a name that there is not, or an argument is of another kind than is needed; models are run, not type-checked.",
    "Correct what the message names; an editor or `tsc --noEmit` marks it.",
  ),
  "schema.invalid-column": entry(
    "A column contradicts itself",
    "A column has options that exclude each other, arguments out of range, or a default that it cannot hold.",
    "Mend the declaration that the message names.",
  ),
} as const satisfies Record<string, CodeEntry>;
