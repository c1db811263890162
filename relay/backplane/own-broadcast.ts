/** A broadcast that is silent about sessions that another relay owns: their viewers get that relay's bytes. */
import type { Broadcast } from '../live/ports.ts';

export function ownBroadcast(
  broadcast: Broadcast,
  isElsewhere: (sessionID: string) => boolean,
): Broadcast {
  return {
    sendBatch(batch, pageFrames) {
      if (!isElsewhere(batch.sessionID)) broadcast.sendBatch(batch, pageFrames);
    },
    sendSession(sessionID) {
      if (!isElsewhere(sessionID)) broadcast.sendSession(sessionID);
    },
    sendCars(change) {
      if (!isElsewhere(change.sessionID)) broadcast.sendCars(change);
    },
    sendEvent(event) {
      if (!isElsewhere(event.sessionID)) broadcast.sendEvent(event);
    },
    reset(sessionID) {
      if (!isElsewhere(sessionID)) broadcast.reset(sessionID);
    },
    sendLatest(sessionID) {
      if (!isElsewhere(sessionID)) broadcast.sendLatest(sessionID);
    },
    viewersOf: (sessionID) => broadcast.viewersOf(sessionID),
  };
}
