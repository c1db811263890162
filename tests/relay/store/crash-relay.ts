/** A relay in a process of its own, to be killed: its port and its database are the arguments. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../protocol/log.ts';
import { startRelay } from '../../../relay/main.ts';

const [port, db] = process.argv.slice(2) as [string, string];
const folder = mkdtempSync(join(tmpdir(), 'sequential-crash-'));
const relay = await startRelay(
  {
    host: '127.0.0.1',
    port: Number(port),
    db,
    allowHosts: [],
    allowOrigins: [],
    pagesFolder: folder,
    themesFolder: folder,
    layoutsFolder: folder,
    userFolder: folder,
  },
  { log: silentLog },
);
process.on('message', () => void relay.stop().then(() => process.exit(0)));
process.send!('ready');
