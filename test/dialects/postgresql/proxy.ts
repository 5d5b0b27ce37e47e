import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { serverOf } from "../../support/target.js";

/** What stands between the driver and the real server. */
export interface Proxy {
  readonly port: number;
  /** How many logins have come in plain text. */
  plainLogins(): number;
  close(): void;
}

const SSL_REQUEST = 80877103;

/**
 * Starts a proxy of the PostgreSQL server that answers the first messages as some poolers and servers do: without
 * TLS, or refusing start options.
 */
export async function startProxy(ways: {
  readonly refusesTls?: boolean;
  readonly refusesOptions?: boolean;
}): Promise<Proxy> {
  const { hostname, port } = new URL(serverOf("postgresql")!.url);
  const sockets = new Set<Socket>();
  let plainLogins = 0;
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => {});
    const onFirst = (message: Buffer) => {
      if (message.readInt32BE(4) === SSL_REQUEST && ways.refusesTls) {
        client.write("N");
        return;
      }
      client.off("data", onFirst);
      plainLogins++;
      if (ways.refusesOptions && message.includes("\u0000options\u0000")) {
        client.end(errorResponse("08P01", "unsupported startup parameter: options"));
        return;
      }
      const upstream = connect(Number(port), hostname);
      sockets.add(upstream);
      upstream.on("error", () => {});
      upstream.write(message);
      client.pipe(upstream).pipe(client);
    };
    client.on("data", onFirst);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    plainLogins: () => plainLogins,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function errorResponse(state: string, message: string): Buffer {
  const body = Buffer.from(`SFATAL\u0000C${state}\u0000M${message}\u0000\u0000`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
