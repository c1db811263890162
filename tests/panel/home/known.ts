/** What the home room knows in a good evening, for tests to change. */
import type { ObsNow } from '../../../panel/core/obs.ts';
import type { RelayStatus } from '../../../panel/core/status.ts';
import type { ViewerNow } from '../../../panel/home/viewers.ts';

export const session = {
  sessionID: 's1',
  status: 'driving',
  driver: 'Kim',
  car: 'ks_mazda_mx5_cup',
  track: 'ks_nordschleife',
  lap: 3,
  framesPerSecond: 60.02,
  framesTaken: 900,
  ageMs: 4.4,
  viewers: 2,
  contest: null,
};

export function status(changes: Partial<RelayStatus> = {}): RelayStatus {
  return {
    version: '1.0.0',
    instance: 'i',
    build: 'b',
    live: 's1',
    viewers: 2,
    refused: [],
    agents: [{ status: 'driving', detail: null, sessionID: 's1' }],
    sessions: [session],
    recorder: { store: 'sqlite', state: 'ok', detail: null, framesStored: 5, framesDropped: 0 },
    ...changes,
  };
}

export function obs(changes: Partial<ObsNow> = {}): ObsNow {
  return {
    state: 'connected',
    sentence: 'Connected to OBS 31.0.3 (obs-websocket 5.5.4).',
    settings: { url: 'ws://127.0.0.1:4455', hasPassword: true, from: 'panel' },
    version: { obs: '31.0.3', webSocket: '5.5.4' },
    programScene: 'Race',
    scenes: ['Race', 'Pits'],
    canAddSources: true,
    sources: [],
    replayBuffer: 'running',
    recording: false,
    problems: [],
    ...changes,
  };
}

export const inObs: ViewerNow = {
  id: 1,
  overlay: 'gear',
  isObs: true,
  visible: true,
  isLocal: true,
};
export const elsewhere: ViewerNow = { ...inObs, id: 2, isObs: false };
