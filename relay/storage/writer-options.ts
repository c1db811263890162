/** What the recorder is made of: how its database is opened, its clock, its names and its bound. Types only. */
import type { Log } from '../../protocol/log.ts';
import type { Clock } from './clock.ts';
import type { Store } from './store.ts';

export interface WriterOptions {
  kind: Store['kind'];
  /** Opens the database; called again after a pause when it rejects with a `StoreProblem` that may pass. */
  connect: () => Promise<Store>;
  log: Log;
  clock: Clock;
  /** Makes names that are never made twice. */
  newOrigin: () => string;
  /** The oldest sessions go when the database grows beyond this; absent: it may grow. */
  sizeMaxBytes?: number;
}
