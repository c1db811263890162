/** The relay's answers while everything works, for tests to change. */
import type { LiveSessionStatus } from '../../../protocol/live-session-status.ts';
import type {
  AgentInfo,
  ObsStatus,
  RelayStatus,
  ViewerInfo,
} from '../../../protocol/relay-answers.ts';

export const agent: AgentInfo = {
  id: 1,
  agent: 'sequential 1.0.0',
  remoteAddress: '127.0.0.1',
  connectedAt: 0,
  status: 'driving',
  detail: null,
  sessionID: 's1',
  framesTaken: 900,
  batchesRefused: 0,
};

const session: LiveSessionStatus = {
  sessionID: 's1',
  run: 1,
  status: 'driving',
  game: 'Assetto Corsa',
  driver: 'Kim',
  car: 'ks_mazda_mx5_cup',
  track: 'ks_nordschleife',
  lap: 3,
  framesPerSecond: 60.02,
  framesTaken: 900,
  framesLate: 0,
  ageMs: 4.4,
  clock: 'measured',
  viewers: 2,
  contest: null,
  cars: { source: 'simhub-v2', count: 24 },
};

export function status(changes: Partial<RelayStatus> = {}): RelayStatus {
  return {
    version: '1.0.0',
    instance: 'i',
    build: 'b',
    startedAt: 0,
    uptimeMs: 1_000,
    live: 's1',
    viewers: 2,
    refused: [],
    agents: [agent],
    sessions: [session],
    framesTaken: 900,
    batchesTaken: 900,
    framesLate: 0,
    keysWrong: 0,
    refusals: 0,
    hub: { encodes: 0, messages: 0, bytes: 0, skipped: 0, stuck: 0 },
    recorder: {
      store: 'sqlite',
      state: 'ok',
      detail: null,
      framesTaken: 5,
      framesStored: 5,
      framesDuplicate: 0,
      framesDropped: 0,
      framesWaiting: 0,
      factsWaiting: 0,
      transactions: 1,
    },
    ...changes,
  };
}

/** With a change to the live session. */
export function statusOf(changes: Partial<LiveSessionStatus>): RelayStatus {
  return status({ sessions: [{ ...session, ...changes }] });
}

/** No agent is connected, and no session is live. */
export const withoutAgent = status({ agents: [], sessions: [], live: null });

export function obs(changes: Partial<ObsStatus> = {}): ObsStatus {
  return {
    state: 'connected',
    sentence: 'Connected to OBS 31.0.3 (obs-websocket 5.5.4).',
    settings: { url: 'ws://127.0.0.1:4455', hasPassword: true, from: 'panel' },
    found: { server: 'on', port: 4455, password: 'known' },
    version: { obs: '31.0.3', webSocket: '5.5.4' },
    programScene: 'Race',
    scenes: ['Race', 'Pits'],
    canAddSources: true,
    sources: [],
    replayBuffer: 'running',
    recording: false,
    streaming: false,
    problems: [],
    ...changes,
  };
}

export const inObs: ViewerInfo = {
  id: 1,
  overlay: 'gear',
  build: 'b',
  protocol: 'sequential',
  target: 'live',
  driver: null,
  sessionID: 's1',
  parameters: {},
  remoteAddress: '127.0.0.1',
  isLocal: true,
  userAgent: 'OBS/31.0.3',
  isObs: true,
  visible: true,
  connectedAt: 0,
  messagesSkipped: 0,
  backlogBytes: 0,
};
export const elsewhere: ViewerInfo = { ...inObs, id: 2, userAgent: 'Chrome', isObs: false };
