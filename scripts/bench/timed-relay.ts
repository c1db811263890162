/**
 * The relay in a process of its own, as the program runs it, but telling when each frame had been taken. Forked by
 * `glass.ts`; ends with the channel to it.
 */
import { join } from 'node:path';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { silentLog } from '../../protocol/log.ts';
import { startRelay } from '../../relay/main.ts';
import { openRecorder } from '../../relay/storage/open-database.ts';
import type { Recorder } from '../../relay/storage/recorder.ts';
import { root } from '../processes.ts';

/** What is answered to the message `report`. */
export interface RelayReport {
  /** [packetId, monotonic ms], when a frame had reached state, laps and viewers' queues. */
  readonly takenAtMs: readonly (readonly [number, number])[];
  /** The relay's clock (ms since 1970) minus this machine's monotonic clock. */
  readonly clockMinusMonotonicMs: number;
}

/** Sent once the relay listens. */
export interface RelayReady {
  readonly address: string;
}

const takenAtMs: [number, number][] = [];
const none = await openRecorder({ db: 'none', log: silentLog });
const recorder = new Proxy(none, {
  get(target, key) {
    if (key === 'record') {
      return (batch: Parameters<Recorder['record']>[0]): void => {
        const atMs = monotonicMs();
        for (const frame of batch.frames) takenAtMs.push([frame.packetId, atMs]);
        target.record(batch);
      };
    }
    const value: unknown = Reflect.get(target, key);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});

const relay = await startRelay(
  {
    host: '127.0.0.1',
    port: 0,
    allowHosts: [],
    allowOrigins: [],
    db: 'none',
    pagesFolder: join(root, 'dist', 'pages'),
    themesFolder: join(root, 'themes'),
    layoutsFolder: join(root, 'layouts'),
    userFolder: process.cwd(),
  },
  { log: silentLog, recorder },
);

process.on('message', (message) => {
  if (message === 'report') {
    const clockMinusMonotonicMs = performance.timeOrigin + performance.now() - monotonicMs();
    const report: RelayReport = { takenAtMs, clockMinusMonotonicMs };
    process.send!(report);
  }
});
process.on('disconnect', () => void relay.stop().then(() => process.exit(0)));
const ready: RelayReady = { address: relay.address };
process.send!(ready);
