import { commentOnObject } from "../ddl/nodes/comment.js";
import { alterDomain, createDomain, type DomainAction, dropDomain } from "../ddl/nodes/domain.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { Domain, DomainChange, DomainCheck } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import { arrayCode, type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Makes a domain: a named type that narrows another one. */
export class CreateDomain implements Operation {
  readonly kind = "createDomain";
  readonly domain: Domain;

  constructor(domain: Domain) {
    this.domain = domain;
  }

  describe(spelling: Spelling): Description {
    const { domain } = this;
    const detail = `domain, ${spelling.typeSql(domain.type).toLowerCase()}, ${nullability(domain.nullable)}`;
    return { sign: "+", subject: displayName(domain), detail };
  }

  inverse(): DropDomain {
    return new DropDomain(tableName(this.domain), this.domain);
  }

  apply(before: Schema): Schema {
    return { ...before, domains: [...before.domains, this.domain] };
  }

  ddl(): readonly Node[] {
    return [createDomain({ domain: this.domain }), ...commentNodes(this.domain, this.domain.comment)];
  }

  source(s: SourceWriter): Code {
    const { domain } = this;
    const options = domainOptions(s, domain);
    return callCode(
      s.op("createDomain"),
      s.table(domain),
      s.type(domain.type),
      ...(options.length > 0 ? [objectCode(options)] : []),
    );
  }
}

/** Changes what a domain allows; its type stays, since the database lets it not be changed. */
export class AlterDomain implements Operation {
  readonly kind = "alterDomain";
  readonly domain: TableName;
  readonly change: DomainChange;
  /** The domain as it stood, where that is known. */
  readonly from: Domain | null;

  constructor(domain: TableName, change: DomainChange, from: Domain | null = null) {
    this.domain = domain;
    this.change = change;
    this.from = from;
  }

  describe(): Description {
    const { nullable, default: given, addChecks = [], dropChecks = [], comment } = this.change;
    const words = [
      nullable !== undefined && nullability(nullable),
      given !== undefined && (given ? "default" : "no default"),
      ...dropChecks.map((name) => `-check ${name}`),
      ...addChecks.map(({ name }) => `+check ${name ?? ""}`.trimEnd()),
      comment !== undefined && (comment === null ? "no comment" : `comment ${stringCode(comment)}`),
    ].filter((word) => word !== false);
    return { sign: "~", subject: displayName(this.domain), detail: words.join(", ") };
  }

  inverse(): AlterDomain | null {
    const { from, change } = this;
    const added = change.addChecks?.map(({ name }) => name) ?? [];
    if (!from || added.includes(undefined)) return null;
    const back: DomainChange = {
      ...(change.default !== undefined && { default: from.default ?? null }),
      ...(change.nullable !== undefined && { nullable: from.nullable }),
      ...(change.comment !== undefined && { comment: from.comment ?? null }),
      ...(added.length > 0 && { dropChecks: added as readonly string[] }),
      ...(change.dropChecks && {
        addChecks: from.checks.filter(({ name }) => name !== undefined && change.dropChecks!.includes(name)),
      }),
    };
    return new AlterDomain(this.domain, back, changeDomain(from, change));
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.domain);
    return {
      ...before,
      domains: before.domains.map((each) => (nameKey(each) === key ? changeDomain(each, this.change) : each)),
    };
  }

  ddl(): readonly Node[] {
    const { domain, change } = this;
    const actions: DomainAction[] = [
      ...(change.dropChecks ?? []).map((dropCheck) => ({ dropCheck })),
      ...(change.default === undefined ? [] : [{ default: change.default }]),
      ...(change.nullable === undefined ? [] : [{ nullable: change.nullable }]),
      ...(change.addChecks ?? []).map((addCheck) => ({ addCheck })),
    ];
    return [
      ...actions.map((action) => alterDomain({ domain, action })),
      ...commentNodes(domain, change.comment),
    ];
  }

  source(s: SourceWriter): Code {
    const { change, from } = this;
    const entries: CodeEntry[] = [];
    if (change.nullable !== undefined) entries.push(["nullable", String(change.nullable)]);
    if (change.default !== undefined) {
      entries.push(["serverDefault", change.default ? s.default(change.default, from?.type) : "null"]);
    }
    if (change.dropChecks) entries.push(["dropChecks", s.names(change.dropChecks)]);
    if (change.addChecks) entries.push(["addChecks", checksCode(s, change.addChecks)]);
    if (change.comment !== undefined) entries.push(["comment", s.value(change.comment)]);
    return callCode(s.op("alterDomain"), s.table(this.domain), objectCode(entries));
  }
}

/** Removes a domain that no column uses. */
export class DropDomain implements Operation {
  readonly kind = "dropDomain";
  readonly domain: TableName;
  /** The domain as it stood; without it the drop cannot be undone. */
  readonly was: Domain | null;
  readonly ifExists: boolean;

  constructor(domain: TableName, was: Domain | null = null, ifExists = false) {
    this.domain = domain;
    this.was = was;
    this.ifExists = ifExists;
  }

  describe(): Description {
    return { sign: "-", subject: displayName(this.domain), detail: "domain" };
  }

  inverse(): CreateDomain | null {
    return this.was && new CreateDomain(this.was);
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.domain);
    return { ...before, domains: before.domains.filter((each) => nameKey(each) !== key) };
  }

  ddl(): readonly Node[] {
    return [dropDomain({ domain: this.domain, ...(this.ifExists && { ifExists: true }) })];
  }

  source(s: SourceWriter): Code {
    const options = this.ifExists ? [objectCode([["ifExists", "true"]])] : [];
    return callCode(s.op("dropDomain"), s.table(this.domain), ...options);
  }
}

/** A domain after a change. */
function changeDomain(domain: Domain, change: DomainChange): Domain {
  const { default: given, comment, ...rest } = domain;
  const after = {
    default: change.default === undefined ? given : (change.default ?? undefined),
    comment: change.comment === undefined ? comment : (change.comment ?? undefined),
  };
  return {
    ...rest,
    nullable: change.nullable ?? domain.nullable,
    checks: [
      ...domain.checks.filter(({ name }) => name === undefined || !change.dropChecks?.includes(name)),
      ...(change.addChecks ?? []),
    ],
    ...(after.default && { default: after.default }),
    ...(after.comment !== undefined && { comment: after.comment }),
  };
}

function domainOptions(s: SourceWriter, domain: Domain): CodeEntry[] {
  const entries: CodeEntry[] = [];
  if (domain.nullable) entries.push(["nullable", "true"]);
  if (domain.default) entries.push(["serverDefault", s.default(domain.default, domain.type)]);
  if (domain.collation !== undefined) entries.push(["collation", stringCode(domain.collation)]);
  if (domain.checks.length > 0) entries.push(["checks", checksCode(s, domain.checks)]);
  if (domain.comment !== undefined) entries.push(["comment", stringCode(domain.comment)]);
  return entries;
}

function checksCode(s: SourceWriter, checks: readonly DomainCheck[]): Code {
  return arrayCode(
    checks.map(({ name, expression }) =>
      objectCode([
        ...(name === undefined ? [] : [["name", stringCode(name)] as const]),
        ["condition", s.sql(expression)],
      ]),
    ),
  );
}

function nullability(nullable: boolean): string {
  return nullable ? "null" : "not null";
}

function commentNodes(name: TableName, text: string | null | undefined): readonly Node[] {
  if (text === undefined) return [];
  return [commentOnObject({ what: "DOMAIN", name: tableName(name), ...(text !== null && { text }) })];
}
