/** A process with a recorder in it, to be killed: takes batches from its parent and tells how far they are stored. */

import type { Frame } from '../../../protocol/frame.ts';
import { silentLog } from '../../../protocol/log.ts';
import { openRecorder } from '../../../relay/store/open.ts';

export type ToChild =
  | { type: 'batch'; seq: number; sessionID: string; run: string; lap: number; frames: Frame[] }
  | { type: 'close' };

export type FromChild =
  | { type: 'ready' }
  | { type: 'received'; seq: number }
  | { type: 'stored'; packetId: number };

const tell = (message: FromChild) => process.send!(message);

const recorder = await openRecorder({ db: process.argv[2]!, log: silentLog });
recorder.onStored((_key, packetId) => tell({ type: 'stored', packetId }));
process.on('message', (message: ToChild) => {
  if (message.type === 'close') {
    void recorder.close().then(() => process.exit(0));
    return;
  }
  const { seq, sessionID, run, lap, frames } = message;
  recorder.record({ sessionID, run, lap, frames });
  tell({ type: 'received', seq });
});
tell({ type: 'ready' });
