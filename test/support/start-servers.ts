import type { TestProject } from "vitest/node";
import { type Acquired, acquireServer } from "./servers/acquire.js";
import { KINDS } from "./servers/kinds.js";
import type { MissingServer, RunningServer } from "./servers/server.js";
import { wantedTargets } from "./wanted.js";

// Several projects of one run share the servers; each project loads this module anew.
const shared = globalThis as { migrServers?: Promise<Acquired[]>; migrServerUsers?: number };

/** Brings up every wanted server at once, and gives the tests their addresses. */
export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  const wanted = wantedTargets();
  const keep = process.env["MIGR_TEST_KEEP"] === "1";
  shared.migrServers ??= Promise.all(
    KINDS.filter((kind) => wanted.includes(kind.target)).map((kind) => acquireServer(kind, keep)),
  );
  shared.migrServerUsers = (shared.migrServerUsers ?? 0) + 1;
  const servers = await shared.migrServers;
  const running: RunningServer[] = [];
  const missing: MissingServer[] = [];
  for (const server of servers) {
    if ("reasons" in server) missing.push(server);
    else {
      const { target, url, version, origin } = server;
      running.push({ target, url, version, origin });
    }
  }
  project.provide("servers", { running, missing });
  return async () => {
    shared.migrServerUsers! -= 1;
    if (shared.migrServerUsers !== 0) return;
    await Promise.all(servers.map((server) => ("release" in server ? server.release() : undefined)));
    delete shared.migrServers;
  };
}
