/** The program that listens on a port, from the tables of three systems and from this system. */

import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { listeningInodes, pidOfNetstat, portHolder } from '../../../cli/doctor/port-holder.ts';
import { listen } from '../../support/listen.ts';

test('Linux: the inode of the listening socket is found, connections to the port are not', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000
   1: 0100007F:1388 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000
   2: 0100007F:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000
`;
  expect(listeningInodes(table, 5000)).toEqual(['4711']);
});

test('Windows: the process id is read in any language, and ports that only start alike are ignored', () => {
  const german = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    127.0.0.1:15000        0.0.0.0:0              ABHÖREN         99
  TCP    127.0.0.1:5000         127.0.0.1:50123        HERGESTELLT     98
  TCP    127.0.0.1:5000         0.0.0.0:0              ABHÖREN         1234
  TCP    [::1]:5000             [::]:0                 ABHÖREN         1235
`;
  expect(pidOfNetstat(german, 5000)).toBe(1234);
  expect(pidOfNetstat(german, 5001)).toBeNull();
});

test('a port of this process is traced to it, a free one to nobody', async () => {
  const server = createServer();
  const port = await listen(server);
  try {
    const holder = await portHolder(port);
    expect(holder?.pid).toBe(process.pid);
    expect(holder?.program).not.toBe('');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  expect(await portHolder(port)).toBeNull();
});
