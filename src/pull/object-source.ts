import {
  arrayCode,
  type Code,
  type CodeEntry,
  callCode,
  chainCode,
  layOut,
  objectCode,
  stringCode,
} from "../ops/code.js";
import { sequenceOptions } from "../ops/sequence.js";
import { typeArgument, typeOptions } from "../ops/user-type.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { Domain, EnumType, SchemaNamespace, Sequence } from "../schema/object.js";
import { bareNamespaces, type Schema } from "../schema/schema.js";
import { inOrderOfNeed, type UserType } from "../schema/user-type.js";
import { enumsByUse, type ModelNames } from "./model-names.js";
import type { ModelWriter } from "./model-writer.js";

const STEP = 2;

/** The sources of what is declared beside tables: schemas with a comment or nothing in them, shared enum types, domains, composite and range types, sequences. */
export function objectSources(
  schema: Schema,
  names: ModelNames,
  vocabulary: string,
  s: ModelWriter,
): readonly string[] {
  const { shared, unused } = enumsByUse(schema);
  return [
    ...bareNamespaces(schema).map((each) => namespaceSource(each, names, s)),
    ...unused.map((each) => enumTypeSource(each, names, vocabulary, s)),
    ...shared.map((each) => enumSource(each, names, s)),
    ...inOrderOfNeed([...schema.domains, ...schema.userTypes]).map((each) =>
      "kind" in each ? userTypeSource(each, names, vocabulary, s) : domainSource(each, names, vocabulary, s),
    ),
    ...schema.sequences.map((each) => sequenceSource(each, names, s)),
  ];
}

function namespaceSource(namespace: SchemaNamespace, names: ModelNames, s: ModelWriter): string {
  const { name, comment } = namespace;
  const options = comment === undefined ? [] : [objectCode([["comment", stringCode(comment)]])];
  return constant(
    names.namespaces.get(name)!,
    callCode(s.use("namespace"), stringCode(name), metadataOf(names, s), ...options),
  );
}

function enumSource(type: EnumType, names: ModelNames, s: ModelWriter): string {
  const code = chainCode(...s.enumType({ kind: "enum", ...type }));
  const head = `export const ${names.enums.get(nameKey(type))!} = () => `;
  const flat = layOut(code, STEP, head.length, 1);
  // What does not fit behind the arrow begins below it.
  return flat.includes("\n")
    ? `${head.trimEnd()}\n${" ".repeat(STEP)}${layOut(code, STEP, STEP, 1)};\n`
    : `${head}${flat};\n`;
}

/** A type that no column is of is declared for itself. */
function enumTypeSource(type: EnumType, names: ModelNames, vocabulary: string, s: ModelWriter): string {
  const { name, values, comment } = type;
  const options: CodeEntry[] = placeOption(type, names);
  if (comment !== undefined) options.push(["comment", stringCode(comment)]);
  return constant(
    names.enums.get(nameKey(type))!,
    callCode(
      s.use("enumType", `migr/${vocabulary}`),
      stringCode(name),
      metadataOf(names, s),
      arrayCode(values.map(stringCode)),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ),
  );
}

function domainSource(domain: Domain, names: ModelNames, vocabulary: string, s: ModelWriter): string {
  const { type, nullable, default: given, collation, checks, comment } = domain;
  const options: CodeEntry[] = placeOption(domain, names);
  if (!nullable) options.push(["nullable", "false"]);
  if (given) options.push(["default", s.default(given, type)]);
  if (collation !== undefined) options.push(["collation", stringCode(collation)]);
  if (checks.length > 0) {
    const named = checks.map(({ name, expression }, i): CodeEntry => {
      return [name ?? `check_${i + 1}`, s.sql(expression)];
    });
    options.push(["checks", objectCode(named)]);
  }
  if (comment !== undefined) options.push(["comment", stringCode(comment)]);
  return constant(
    names.domains.get(nameKey(domain))!,
    callCode(
      s.use("domain", `migr/${vocabulary}`),
      stringCode(domain.name),
      metadataOf(names, s),
      s.type(type),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ),
  );
}

function userTypeSource(type: UserType, names: ModelNames, vocabulary: string, s: ModelWriter): string {
  const options: readonly CodeEntry[] = [...placeOption(type, names), ...typeOptions(type)];
  return constant(
    names.userTypes.get(nameKey(type))!,
    callCode(
      s.use(type.kind === "range" ? "rangeType" : "compositeType", `migr/${vocabulary}`),
      stringCode(type.name),
      metadataOf(names, s),
      typeArgument(s, type),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ),
  );
}

function sequenceSource(sequence: Sequence, names: ModelNames, s: ModelWriter): string {
  const options = [...placeOption(sequence, names), ...sequenceOptions(s, sequence)];
  return constant(
    names.sequences.get(nameKey(sequence))!,
    callCode(
      s.use("sequence"),
      stringCode(sequence.name),
      metadataOf(names, s),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ),
  );
}

function placeOption({ schema }: TableName, names: ModelNames): CodeEntry[] {
  return schema === undefined || schema === names.schema ? [] : [["schema", stringCode(schema)]];
}

function metadataOf(names: ModelNames, s: ModelWriter): string {
  return `${s.refer(names.bases.get(names.schema)!)}.metadata`;
}

function constant(name: string, code: Code): string {
  const head = `export const ${name} = `;
  return `${head}${layOut(code, 0, head.length, 1)};\n`;
}
