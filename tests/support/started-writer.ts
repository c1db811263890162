/** A started recorder on a database in memory. */
import { randomUUID } from 'node:crypto';
import { silentLog } from '../../protocol/log.ts';
import { systemClock } from '../../relay/storage/clock.ts';
import { openStore } from '../../relay/storage/open-database.ts';
import type { Store } from '../../relay/storage/store.ts';
import { Writer } from '../../relay/storage/writer.ts';

/** @param connect opens another database instead */
export async function startedWriter(
  connect: () => Promise<Store> = () => openStore('memory:'),
): Promise<Writer> {
  const writer = new Writer({
    kind: 'sqlite',
    connect,
    log: silentLog,
    clock: systemClock,
    newOrigin: randomUUID,
  });
  await writer.start();
  return writer;
}
