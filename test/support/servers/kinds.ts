import { mariadb } from "./mariadb.js";
import { mysql } from "./mysql.js";
import { postgresql } from "./postgresql.js";
import type { ServerKind } from "./server.js";

/** Every server that the tests use. */
export const KINDS: readonly ServerKind[] = [postgresql, mysql, mariadb];
