/** A reader of a store that may not be there at the moment: every call asks for it anew. */
import type { StoreReader } from './store.ts';

/** @param opened gives the store, or throws the `StoreProblem` that keeps it away */
export function lateReader(opened: () => StoreReader): StoreReader {
  return {
    sessions: async (limit, after) => opened().sessions(limit, after),
    session: async (sessionID) => opened().session(sessionID),
    laps: async (sessionID) => opened().laps(sessionID),
    lapResults: async (sessionID) => opened().lapResults(sessionID),
    bookAt: async (sessionID, lap) => opened().bookAt(sessionID, lap),
    chunkAfter: async (sessionID, lap, after) => opened().chunkAfter(sessionID, lap, after),
    personalBest: async (facts, before) => opened().personalBest(facts, before),
    find: async (key) => opened().find(key),
    findOrigin: async (origin) => opened().findOrigin(origin),
    sizeBytes: async () => opened().sizeBytes(),
  };
}
