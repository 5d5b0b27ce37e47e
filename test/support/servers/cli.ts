// Starts the test servers and leaves them running for later runs of the tests: npm run servers [-- stop]
import { acquireServer, stopKept } from "./acquire.js";
import { KINDS } from "./kinds.js";

const [action = "start", ...names] = process.argv.slice(2);
const kinds = names.length === 0 ? KINDS : KINDS.filter((kind) => names.includes(kind.target));

if (action === "start") {
  const servers = await Promise.all(kinds.map((kind) => acquireServer(kind, true)));
  for (const server of servers) {
    if ("reasons" in server) {
      console.error(`${server.target}: not available\n  ${server.reasons.join("\n  ")}`);
      process.exitCode = 1;
    } else console.log(`${server.target} ${server.version} (${server.origin}): ${server.url}`);
  }
} else if (action === "stop") {
  for (const kind of kinds)
    console.log(`${kind.target}: ${(await stopKept(kind)) ? "stopped" : "not running"}`);
} else {
  console.error("Usage: npm run servers [-- start|stop [postgresql] [mysql] [mariadb]]");
  process.exitCode = 2;
}
