import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import type { Code } from "./code.js";
import type { SourceWriter } from "./source.js";

/** What an operation does, in words that a list can align. */
export interface Description {
  /** Something is added, removed or changed. */
  readonly sign: "+" | "-" | "~";
  /** What it is about: `users.bio`, `users`, `ix_users_karma`. */
  readonly subject: string;
  /** How it will be, or how it changes: `text, null`, `varchar(100) -> varchar(150)`. */
  readonly detail: string;
  /** What is lost for good, where something is: `its data`. */
  readonly destroys?: string;
}

/** One change to a schema: knows its inverse, what it makes of a schema, its standard DDL and its source. */
export interface Operation {
  /** The word that tells operations apart. */
  readonly kind: string;
  /** @param spelling the dialect whose words are used for types and expressions */
  describe(spelling: Spelling): Description;
  /** What it did to rows stays when all is taken back: it has no inverse, and needs none. */
  readonly isOneWay?: boolean;
  /** The operation that takes this one back, or null where too little is known. */
  inverse(): Operation | null;
  /** The schema after it. */
  apply(before: Schema): Schema;
  /** Standard DDL; a dialect's `plan` may do otherwise. */
  ddl(): readonly Node[];
  /** The call that does it in a revision script: `op.dropTable("users")`, without `await`. */
  source(s: SourceWriter): Code;
}
