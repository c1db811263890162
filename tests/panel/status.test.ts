/** What the panel says at a glance, in the states that people meet. */
import { expect, test } from 'vitest';
import { glance, type RelayStatus, readable } from '../../panel/status.ts';

const session = {
  sessionID: 's1',
  status: 'driving',
  driver: 'Kim',
  car: 'ks_mazda_mx5_cup',
  track: 'ks_nordschleife',
  lap: 3,
  framesPerSecond: 60.02,
  ageMs: 4.4,
};

function status(changes: Partial<RelayStatus> = {}): RelayStatus {
  return {
    version: '1.0.0',
    live: 's1',
    viewers: 2,
    agents: [{ status: 'driving', detail: null, sessionID: 's1' }],
    sessions: [session],
    recorder: { store: 'sqlite', state: 'ok', detail: null, framesStored: 5 },
    ...changes,
  };
}

function fact(from: RelayStatus, name: string): string {
  return glance(from).facts.find((one) => one.name === name)!.value;
}

test('driving: the car, the track and the rate in plain words', () => {
  const now = glance(status());
  expect(now).toMatchObject({ tone: 'good', sentence: 'Driving' });
  expect(now.facts.map(({ value }) => value)).toEqual([
    'Kim',
    'Mazda Mx5 Cup',
    'Nordschleife',
    '3',
    '60',
    '4 ms old',
    '2',
    'SQLite',
  ]);
});

test('a relay that does not answer, and one without an agent, are told apart', () => {
  expect(glance(null)).toMatchObject({ tone: 'bad', facts: [] });
  expect(glance('refused')).toMatchObject({ tone: 'idle', facts: [] });
  const lonely = glance(status({ agents: [], sessions: [], live: null }));
  expect(lonely).toMatchObject({ tone: 'wait', sentence: 'No agent has connected yet' });
});

test('while the game is away the agent says why', () => {
  const agents = [{ status: 'waiting', detail: 'Assetto Corsa is not running', sessionID: null }];
  const now = glance(status({ agents, sessions: [], live: null }));
  expect(now.sentence).toBe('Waiting for the game: Assetto Corsa is not running');
});

test('a rate and an age are shown only while somebody drives', () => {
  const paused = status({ sessions: [{ ...session, status: 'paused' }] });
  expect(fact(paused, 'Frames per s')).toBe('–');
  expect(fact(paused, 'Newest is')).toBe('–');
});

test('a database that is away is said', () => {
  const recorder = { store: 'postgres', state: 'away', detail: 'refused', framesStored: 0 };
  const now = glance(status({ recorder }));
  expect(now.facts.at(-1)).toEqual({ name: 'Laps kept', value: 'PostgreSQL: away', bad: true });
});

test('ids of the game become readable names', () => {
  expect(readable('sq_hollowmere')).toBe('Hollowmere');
  expect(readable('')).toBe('–');
});
