// Runs a server for as long as the process that started this one lives: its end closes our standard input,
// however it came about, and then the server is ended and its folder removed.
import { spawn } from "node:child_process";
import { openSync, rmSync } from "node:fs";

const { command, folder, log } = JSON.parse(process.argv[2]);
const output = openSync(log, "a");
const server = spawn(command.file, command.args, {
  cwd: command.cwd,
  env: { ...process.env, ...command.env },
  uid: command.uid,
  gid: command.gid,
  stdio: ["ignore", output, output],
});

let ending = false;

function end() {
  if (ending) return;
  ending = true;
  server.kill(command.signal);
  setTimeout(() => server.kill("SIGKILL"), 5000).unref();
}

server.on("error", (error) => {
  process.stdout.write(`${error.message}\n`);
  process.exit(1);
});
server.on("exit", () => {
  if (!ending) process.exit(1);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
});
process.stdin.on("end", end).on("close", end).on("error", end).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
