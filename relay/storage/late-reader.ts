/** A reader that asks for the open store on every call, because the database may be away. */
import type { StoreReader } from './store.ts';

/** @param opened gives the store, or throws the `StoreProblem` why it is away */
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
