import type { CommandDefinition } from "../command.js";
import { branches } from "./branches.js";
import { check } from "./check.js";
import { completion } from "./completion.js";
import { current } from "./current.js";
import { diff } from "./diff.js";
import { downgrade } from "./downgrade.js";
import { edit } from "./edit.js";
import { ensureVersion } from "./ensure-version.js";
import { explain } from "./explain.js";
import { graph } from "./graph.js";
import { heads } from "./heads.js";
import { history } from "./history.js";
import { init } from "./init.js";
import { listTemplates } from "./list-templates.js";
import { merge } from "./merge.js";
import { pull } from "./pull.js";
import { revision } from "./revision.js";
import { show } from "./show.js";
import { squash } from "./squash.js";
import { stamp } from "./stamp.js";
import { status } from "./status.js";
import { upgrade } from "./upgrade.js";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [
  init,
  listTemplates,
  pull,
  revision,
  merge,
  squash,
  edit,
  upgrade,
  downgrade,
  stamp,
  ensureVersion,
  status,
  current,
  history,
  graph,
  heads,
  branches,
  show,
  check,
  diff,
  explain,
  completion,
] as readonly CommandDefinition[];
