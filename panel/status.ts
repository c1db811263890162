/** Turns what `GET /api/status` answers into one sentence and a handful of facts for people. Pure. */

/** What the panel reads of the answer; the relay tells more. */
export interface RelayStatus {
  readonly version: string;
  readonly live: string | null;
  readonly viewers: number;
  readonly agents: readonly {
    readonly status: string;
    readonly detail: string | null;
    readonly sessionID: string | null;
  }[];
  readonly sessions: readonly {
    readonly sessionID: string;
    readonly status: string;
    readonly driver: string | null;
    readonly car: string | null;
    readonly track: string | null;
    readonly lap: number | null;
    readonly framesPerSecond: number;
    readonly ageMs: number | null;
  }[];
  readonly recorder: {
    readonly store: string;
    readonly state: string;
    readonly detail: string | null;
    readonly framesStored: number;
  };
}

export type Tone = 'good' | 'wait' | 'bad' | 'idle';

export interface Glance {
  readonly tone: Tone;
  readonly sentence: string;
  readonly facts: readonly { readonly name: string; readonly value: string; readonly bad?: true }[];
}

const none = '–';

/** `ks_nordschleife` → `Nordschleife`: the game's own id, made readable. */
export function readable(id: string | null): string {
  if (id === null || id === '') return none;
  const words = id.replace(/^(ks|sq)_/, '').split(/[_\s]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

const sentences: Readonly<Record<string, { tone: Tone; sentence: string }>> = {
  waiting: { tone: 'wait', sentence: 'Waiting for the game' },
  loading: { tone: 'wait', sentence: 'The game is loading' },
  menu: { tone: 'wait', sentence: 'In the menu' },
  driving: { tone: 'good', sentence: 'Driving' },
  paused: { tone: 'wait', sentence: 'Paused' },
  replay: { tone: 'wait', sentence: 'Replay' },
  ended: { tone: 'idle', sentence: 'The session is over' },
  'agent-away': { tone: 'bad', sentence: 'The agent is away' },
};

function databaseFact(recorder: RelayStatus['recorder']): Glance['facts'][number] {
  const titles: Readonly<Record<string, string>> = {
    none: 'off',
    memory: 'in memory',
    sqlite: 'SQLite',
    postgres: 'PostgreSQL',
  };
  const title = titles[recorder.store] ?? recorder.store;
  if (recorder.store === 'none' || recorder.state === 'ok')
    return { name: 'Laps kept', value: title };
  return { name: 'Laps kept', value: `${title}: ${recorder.state}`, bad: true };
}

/** @param status null: the relay does not answer; `refused`: it does, but not to this machine. */
export function glance(status: RelayStatus | 'refused' | null): Glance {
  if (status === 'refused') {
    return { tone: 'idle', sentence: 'The relay tells its state on its own PC only', facts: [] };
  }
  if (status === null) {
    return { tone: 'bad', sentence: 'The relay does not answer; trying again …', facts: [] };
  }
  const session = status.sessions.find(({ sessionID }) => sessionID === status.live);
  const agent =
    status.agents.find(({ sessionID }) => sessionID === status.live) ?? status.agents[0];
  const state = session?.status ?? agent?.status;
  const said =
    state === undefined
      ? { tone: 'wait' as const, sentence: 'No agent has connected yet' }
      : (sentences[state] ?? { tone: 'idle' as const, sentence: state });
  const moving = session?.status === 'driving';
  return {
    tone: said.tone,
    sentence: agent?.detail && !moving ? `${said.sentence}: ${agent.detail}` : said.sentence,
    facts: [
      { name: 'Driver', value: session?.driver || none },
      { name: 'Car', value: readable(session?.car ?? null) },
      { name: 'Track', value: readable(session?.track ?? null) },
      { name: 'Lap', value: session?.lap === null || !session ? none : String(session.lap) },
      { name: 'Frames per s', value: moving ? session.framesPerSecond.toFixed(0) : none },
      {
        name: 'Newest is',
        value: moving && session.ageMs !== null ? `${session.ageMs.toFixed(0)} ms old` : none,
      },
      { name: 'Viewers', value: String(status.viewers) },
      databaseFact(status.recorder),
    ],
  };
}
