// A network between a node and its server that tests can silence or cut: silence is what a dead network looks like from inside.

import { connect, createServer, type Socket } from 'node:net';

export interface StallableProxy {
  /** The connection string with the proxy in the server's place. */
  readonly connectionString: string;
  /** Nothing passes any more, and nobody is told. */
  stall(): void;
  /** Ends every connection, those that were silenced too; new ones pass. */
  cut(): void;
  close(): Promise<void>;
}

export async function startStallableProxy(connectionString: string): Promise<StallableProxy> {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let stalled = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (part) => !stalled && to.write(part));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const proxied = new URL(connectionString);
  if (typeof address === 'object' && address !== null) proxied.port = String(address.port);
  const cut = (): void => {
    stalled = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    connectionString: proxied.href,
    stall() {
      stalled = true;
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
