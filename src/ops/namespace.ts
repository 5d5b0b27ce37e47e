import { commentOnObject } from "../ddl/nodes/comment.js";
import { createSchema, dropSchema } from "../ddl/nodes/namespace.js";
import type { SchemaNamespace } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Makes a schema inside the database. */
export class CreateSchema implements Operation {
  readonly kind = "createSchema";
  readonly namespace: SchemaNamespace;
  readonly ifNotExists: boolean;

  constructor(namespace: SchemaNamespace, ifNotExists = false) {
    this.namespace = namespace;
    this.ifNotExists = ifNotExists;
  }

  describe(): Description {
    return { sign: "+", subject: this.namespace.name, detail: "schema" };
  }

  inverse(): DropSchema {
    return new DropSchema(this.namespace.name, this.namespace);
  }

  apply(before: Schema): Schema {
    return { ...before, namespaces: [...before.namespaces, this.namespace] };
  }

  ddl(): readonly Node[] {
    const { namespace, ifNotExists } = this;
    const { name, comment } = namespace;
    return [
      createSchema({ name, ...(ifNotExists && { ifNotExists }) }),
      ...(comment === undefined ? [] : [commentOnObject({ what: "SCHEMA", name: { name }, text: comment })]),
    ];
  }

  source(s: SourceWriter): Code {
    const { namespace, ifNotExists } = this;
    const options: CodeEntry[] = ifNotExists ? [["ifNotExists", "true"]] : [];
    if (namespace.comment !== undefined) options.push(["comment", stringCode(namespace.comment)]);
    return callCode(
      s.op("createSchema"),
      stringCode(namespace.name),
      ...(options.length > 0 ? [objectCode(options)] : []),
    );
  }
}

/** Removes a schema, which must be empty unless all that is in it goes too. */
export class DropSchema implements Operation {
  readonly kind = "dropSchema";
  readonly name: string;
  /** The schema as it stood; without it the drop cannot be undone. */
  readonly was: SchemaNamespace | null;
  readonly ifExists: boolean;
  readonly cascade: boolean;

  constructor(
    name: string,
    was: SchemaNamespace | null = null,
    options: { readonly ifExists?: boolean; readonly cascade?: boolean } = {},
  ) {
    this.name = name;
    this.was = was;
    this.ifExists = options.ifExists ?? false;
    this.cascade = options.cascade ?? false;
  }

  describe(): Description {
    return {
      sign: "-",
      subject: this.name,
      detail: "schema",
      ...(this.cascade && { destroys: "all that is in it" }),
    };
  }

  inverse(): CreateSchema | null {
    return this.cascade ? null : this.was && new CreateSchema(this.was);
  }

  apply(before: Schema): Schema {
    const stays = ({ schema }: { readonly schema?: string }) => !this.cascade || schema !== this.name;
    return {
      ...before,
      namespaces: before.namespaces.filter(({ name }) => name !== this.name),
      tables: before.tables.filter(stays),
      enums: before.enums.filter(stays),
      domains: before.domains.filter(stays),
      userTypes: before.userTypes.filter(stays),
      sequences: before.sequences.filter(stays),
    };
  }

  ddl(): readonly Node[] {
    const { name, ifExists, cascade } = this;
    return [dropSchema({ name, ...(ifExists && { ifExists }), ...(cascade && { cascade }) })];
  }

  source(s: SourceWriter): Code {
    const { ifExists, cascade } = this;
    const options = Object.entries({ ifExists, cascade }).filter(([, on]) => on);
    return callCode(
      s.op("dropSchema"),
      stringCode(this.name),
      ...(options.length > 0 ? [objectCode(options.map(([name]) => [name, "true"]))] : []),
    );
  }
}

/** Sets a schema's comment, or removes it. */
export class SetSchemaComment implements Operation {
  readonly kind = "setSchemaComment";
  readonly name: string;
  readonly text: string | null;
  /** The comment as it was; undefined where it is not known. */
  readonly was: string | null | undefined;

  constructor(name: string, text: string | null, was?: string | null) {
    this.name = name;
    this.text = text;
    this.was = was;
  }

  describe(): Description {
    const detail = this.text === null ? "comment removed" : `comment ${stringCode(this.text)}`;
    return { sign: "~", subject: this.name, detail };
  }

  inverse(): SetSchemaComment | null {
    return this.was === undefined ? null : new SetSchemaComment(this.name, this.was, this.text);
  }

  apply(before: Schema): Schema {
    const { name, text } = this;
    return {
      ...before,
      namespaces: before.namespaces.map((each) =>
        each.name === name ? { name, ...(text !== null && { comment: text }) } : each,
      ),
    };
  }

  ddl(): readonly Node[] {
    const { name, text } = this;
    return [commentOnObject({ what: "SCHEMA", name: { name }, ...(text !== null && { text }) })];
  }

  source(s: SourceWriter): Code {
    const existing = this.was === undefined ? [] : [objectCode([["existing", s.value(this.was)]])];
    return callCode(s.op("setSchemaComment"), stringCode(this.name), s.value(this.text), ...existing);
  }
}
