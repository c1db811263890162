/** Servers that tests open on this machine. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Listens on this machine only. @param port 0: a free one. @returns the port */
export async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
