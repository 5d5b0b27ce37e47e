import { type AlterSequence as AlterSequenceNode, alterSequence } from "../../ddl/nodes/sequence.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import { MigrationError } from "../../errors/errors.js";
import { AlterSequence } from "../../ops/sequence.js";
import type { Node } from "../../sql/node.js";
import type { SqlType } from "../../types/type.js";
import { withChange } from "../../util/change.js";
import { plainText } from "../../util/text.js";
import { name } from "./clause.js";
import { BIGINT, boundsOf, type Counter, settledSequence, startOf } from "./identity.js";
import { stringLiteral } from "./literal.js";
import { spelling } from "./spelling.js";

/** What the position of a sequence may not fit. */
const COUNTING = ["type", "start", "increment", "minValue", "maxValue"] as const;

/**
 * A sequence keeps its position; one that nothing was taken from begins at its new start.
 *
 * @throws {MigrationError} `migration.position-out-of-bounds`: it was used and stands outside of its new bounds
 */
export async function alterSequenceNodes(
  { sequence, change, from }: AlterSequence,
  live: Live,
): Promise<readonly Node[]> {
  const settled = settledSequence(change, from);
  const nodes = new AlterSequence(sequence, settled, from).ddl();
  if (!from || COUNTING.every((option) => settled[option] === undefined)) return nodes;
  const to = withChange(from, settled);
  const path = ddlText(name(sequence.schema, sequence.name), spelling);
  const restart = await mustRestart({ sequence: path, to, type: to.type ?? BIGINT }, live);
  return nodes.map((node) => (restart && isAlterSequence(node) ? alterSequence({ ...node, restart }) : node));
}

function isAlterSequence(node: Node): node is AlterSequenceNode {
  return node.kind === "alterSequence";
}

/** How a sequence is to count. */
export interface NewCount {
  /** Its name as SQL; null where it is not known. */
  readonly sequence: string | null;
  readonly to: Counter;
  /** What it counts in. */
  readonly type: SqlType;
}

/**
 * Whether a sequence that is to count otherwise must be put to its start: it was never used and stands elsewhere. One
 * that was used goes on from where it stands.
 *
 * @throws {MigrationError} `migration.position-out-of-bounds`: it was used and stands outside of its new bounds
 * @source PostgreSQL 18, ALTER SEQUENCE: RESTART, START; 9.17 Sequence Manipulation Functions
 */
export async function mustRestart({ sequence, to, type }: NewCount, live: Live): Promise<boolean> {
  if (sequence === null) return false;
  const known = await live.query(
    `SELECT q.seqstart::text FROM pg_catalog.pg_sequence q WHERE q.seqrelid = pg_catalog.to_regclass(${stringLiteral(sequence)})`,
  );
  const before = known?.rows[0]?.[0];
  if (typeof before !== "string") return false;
  const stands = await live.query(`SELECT last_value::text, is_called FROM ${sequence}`);
  const [text, isCalled] = stands?.rows[0] ?? [];
  if (typeof text !== "string") return false;
  if (isCalled === false && text === before) return String(startOf(to)) !== before;
  const [least, greatest] = boundsOf(to, type);
  const position = BigInt(text);
  if (position >= least && position <= greatest) return false;
  const shown = plainText(sequence).replaceAll('"', "");
  throw new MigrationError(
    "migration.position-out-of-bounds",
    `The sequence ${shown} stands at ${position}, outside of its new bounds ${least} to ${greatest}.`,
    {
      hint: `Move it before, with op.execute("SELECT setval(…)"), to a value that no row has reached, or widen the bounds.`,
      details: { sequence: shown, position: String(position) },
    },
  );
}
