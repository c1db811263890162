/** Sends to the sockets of viewers and to the recorder of chunks, in this order: sockets do not wait. */
import type { Broadcast } from '../live/ports.ts';

export function bothWays(sockets: Broadcast, chunks: Broadcast): Broadcast {
  return {
    sendBatch(batch, pageFrames) {
      sockets.sendBatch(batch, pageFrames);
      chunks.sendBatch(batch, pageFrames);
    },
    sendSession(sessionID) {
      sockets.sendSession(sessionID);
      chunks.sendSession(sessionID);
    },
    sendCars(change) {
      sockets.sendCars(change);
      chunks.sendCars(change);
    },
    sendEvent(event) {
      sockets.sendEvent(event);
      chunks.sendEvent(event);
    },
    reset(sessionID) {
      sockets.reset(sessionID);
      chunks.reset(sessionID);
    },
    sendLatest(sessionID) {
      sockets.sendLatest(sessionID);
      chunks.sendLatest(sessionID);
    },
    viewersOf: (sessionID) => sockets.viewersOf(sessionID) + chunks.viewersOf(sessionID),
  };
}
