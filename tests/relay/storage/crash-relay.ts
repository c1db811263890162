/** A relay process that tests kill. Arguments: port, database, folder. */
import { silentLog } from '../../../protocol/log.ts';
import { startRelay } from '../../../relay/main.ts';

const [port, db, folder] = process.argv.slice(2) as [string, string, string];
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
