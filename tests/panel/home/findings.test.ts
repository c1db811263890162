/** The problems that the home room lists, each with the step that solves it. */
import { describe, expect, test } from 'vitest';
import {
  type FindingsInput,
  findingsOf,
  toDoNow,
  withoutSetUp,
} from '../../../panel/home/findings.ts';
import type { LiveSessionStatus } from '../../../protocol/live-session-status.ts';
import type { ObsProblem } from '../../../protocol/relay-answers.ts';
import { agent, elsewhere, inObs, obs, status, statusOf, withoutAgent } from './healthy.ts';

function input(changes: Partial<FindingsInput> = {}): FindingsInput {
  return { status: status(), obs: obs(), viewers: [inObs], older: [], ...changes };
}

const ids = (from: FindingsInput): string[] => findingsOf(from).map(({ id }) => id);
const one = (from: FindingsInput) => findingsOf(from)[0]!;

test('while everything works there is nothing to do', () => {
  expect(findingsOf(input())).toEqual([]);
});

test('before the first answer no problem is listed', () => {
  expect(findingsOf(input({ status: 'asking', obs: null, viewers: null }))).toEqual([]);
});

test('every finding has a step, and every link leads into the panel', () => {
  const states: FindingsInput[] = [
    input({ status: 'away' }),
    input({ status: 'refused' }),
    input({ status: withoutAgent, viewers: [] }),
    ...(['waiting', 'menu', 'loading', 'agent-away'] as const).map((state) =>
      input({ status: statusOf({ status: state }) }),
    ),
    ...(['off', 'refused', 'gone', 'wrong-password', 'kicked', 'frozen'] as const).map((state) =>
      input({ obs: obs({ state, sentence: 'Do this in OBS.' }) }),
    ),
  ];
  for (const state of states) {
    const found = findingsOf(state);
    expect(found).not.toEqual([]);
    for (const { title, step, link } of found) {
      expect(title).toMatch(/^[A-Z].{5,}/);
      expect(step).toMatch(/^[A-Z].{8,}\.$/);
      if (link !== undefined) expect(link.hash).toMatch(/^#\//);
    }
  }
});

describe('older folders', () => {
  const older = {
    id: 'a',
    folder: 'D:\\Sequential-0.0.9',
    version: '0.0.9',
    usedAt: 0,
    parts: [
      { name: 'laps', files: 1, bytes: 9 },
      { name: 'maps', files: 2, bytes: 9 },
    ],
  } as const;

  test('are offered with what is in them, and where they are taken over or dismissed', () => {
    expect(findingsOf(input({ older: [older] }))).toEqual([
      {
        id: 'older',
        tone: 'idle',
        title: 'Sequential 0.0.9 is on this PC',
        step: 'You can take over laps and track maps. What you have here stays.',
        link: { title: 'Take over or dismiss', hash: '#/settings/backup' },
      },
    ]);
  });

  test('make one line when there are several', () => {
    const unknown = { ...older, id: 'b', version: null };
    expect(one(input({ older: [unknown] })).title).toBe('An older Sequential is on this PC');
    const both = findingsOf(input({ older: [older, unknown] }));
    expect(both.map(({ title }) => title)).toEqual([
      '2 older versions of Sequential are on this PC',
    ]);
  });

  test('are offered during the set-up too', () => {
    const found = findingsOf(input({ older: [older], viewers: [] }));
    expect(withoutSetUp(found).map(({ id }) => id)).toEqual(['older']);
  });
});

describe('publishers', () => {
  const refused = {
    remoteAddress: '192.168.1.7',
    sessionID: 'SPA-1',
    code: 'key-missing',
    message: 'Publishing needs the key. Start the agent with --key.',
    count: 12,
    agoMs: 3_000,
  };

  test('a refused publisher is named with the reason; while it keeps trying, the tone is bad', () => {
    expect(one(input({ status: status({ refused: [refused] }) }))).toMatchObject({
      tone: 'bad',
      title: 'A publisher is refused',
      step: '“SPA-1” from 192.168.1.7, 12 times, the last time 3 s ago: Publishing needs the key. Start the agent with --key.',
    });
    const before = { ...refused, sessionID: null, count: 1, agoMs: 300_000 };
    expect(one(input({ status: status({ refused: [before] }) }))).toMatchObject({
      tone: 'wait',
      step: expect.stringMatching(
        /^A publisher at 192.168.1.7, once, the last time 5 minutes ago: /,
      ),
    });
  });

  test('left-out fields are only mentioned', () => {
    const leftOut = { ...refused, code: 'fields-left-out' };
    expect(one(input({ status: status({ refused: [leftOut] }) }))).toMatchObject({
      tone: 'idle',
      title: 'Fields of a publisher are left out',
    });
  });

  test('at most three refused publishers are listed', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ ...refused, sessionID: `S${i}` }));
    expect(findingsOf(input({ status: status({ refused: many }) }))).toHaveLength(3);
  });
});

describe('the game and the agent', () => {
  test('without an agent the step is to start one', () => {
    expect(one(input({ status: withoutAgent }))).toMatchObject({
      id: 'game',
      title: 'No agent is connected',
      tone: 'bad',
    });
  });

  test('while the game is not running, the agent’s own reason comes first', () => {
    const agents = [
      { ...agent, status: 'waiting', detail: 'Run both as one user.', sessionID: null },
    ] as const;
    const waiting = one(input({ status: { ...withoutAgent, agents } }));
    expect(waiting).toMatchObject({ id: 'game', tone: 'wait' });
    expect(waiting.step).toMatch(/^Run both as one user\. Start Assetto Corsa/);
  });

  test('after a session has ended, the agent’s state counts', () => {
    const agents = [{ ...agent, status: 'menu', sessionID: null }] as const;
    expect(ids(input({ status: { ...statusOf({ status: 'ended' }), agents } }))).toEqual(['game']);
  });

  test('a publisher without our agent is no problem while it publishes', () => {
    expect(ids(input({ status: status({ agents: [] }) }))).toEqual([]);
  });
});

test('several publishers of one session are named, with the one that is shown', () => {
  const contest = { since: 0, shown: 'POST from 192.0.2.7', others: ['an agent from 127.0.0.1'] };
  const found = one(input({ status: statusOf({ contest }) }));
  expect(found).toMatchObject({ id: 'contest s1', tone: 'bad' });
  expect(found.step).toBe(
    'Overlays show the one that began last: POST from 192.0.2.7. Frames of an agent from 127.0.0.1 are stored but not shown. Stop one of them, or start one with another --session.',
  );
});

describe('the stream', () => {
  const driving = (changes: Partial<LiveSessionStatus>) => input({ status: statusOf(changes) });

  test('few frames and old frames are listed with their figures', () => {
    const found = findingsOf(driving({ framesPerSecond: 8.2, ageMs: 1_840 }));
    expect(found.map(({ title }) => title)).toEqual([
      'Only 8 frames a second arrive',
      'Frames arrive 1.8 s late',
    ]);
  });

  test('a low rate is not listed in the first seconds or while nobody drives', () => {
    expect(ids(driving({ framesPerSecond: 0, framesTaken: 30 }))).toEqual([]);
    expect(ids(driving({ framesPerSecond: 0, status: 'paused' }))).toEqual([]);
  });
});

describe('the database', () => {
  const { recorder } = status();

  test('a database that does not answer is listed with the reason', () => {
    const away = { ...recorder, state: 'away', detail: 'The disk is full.' } as const;
    const found = one(input({ status: status({ recorder: away }) }));
    expect(found).toMatchObject({ id: 'store', tone: 'bad' });
    expect(found.step).toBe(
      'The disk is full. Laps driven meanwhile are stored once it answers again.',
    );
  });

  test('dropped frames are counted; a database that is switched off is only mentioned', () => {
    const dropped = status({ recorder: { ...recorder, framesDropped: 12 } });
    expect(one(input({ status: dropped })).title).toBe('12 frames were not stored');
    const off = status({ recorder: { ...recorder, store: 'none' } });
    expect(one(input({ status: off }))).toMatchObject({ id: 'store-off', tone: 'idle' });
  });
});

test('other relays that cannot be reached are listed with the reason; a relay alone misses none', () => {
  const backplane = {
    isConnected: false,
    problem: 'The connection was lost.',
    relays: [],
    sessions: [],
    feeds: 0,
    messagesReceived: 0,
    bytesReceived: 0,
    messagesLost: 0,
    messagesSent: 0,
    bytesSent: 0,
  };
  const found = one(input({ status: status({ backplane }) }));
  expect(found).toMatchObject({ id: 'backplane', tone: 'bad' });
  expect(found.step).toMatch(/^The connection was lost\. Viewers of sessions/);
  const connected = { ...backplane, isConnected: true, problem: null };
  expect(findingsOf(input({ status: status({ backplane: connected }) }))).toEqual([]);
});

describe('OBS', () => {
  test('OBS that is not running is only mentioned; a wrong password is a problem', () => {
    expect(one(input({ obs: obs({ state: 'refused', sentence: 'Start it.' }) })).tone).toBe('idle');
    const wrong = one(input({ obs: obs({ state: 'wrong-password', sentence: 'Copy it again.' }) }));
    expect(wrong).toMatchObject({ tone: 'bad', step: 'Copy it again.' });
  });

  test('a rule that would fail is named', () => {
    const problems: ObsProblem[] = [
      { sentence: 'The config file is not valid JSON.' },
      { rule: 'pits', severity: 'error', sentence: 'OBS has no scene "Pits".' },
    ];
    expect(findingsOf(input({ obs: obs({ problems }) })).map(({ title }) => title)).toEqual([
      'Rule “pits” would fail',
      'OBS',
    ]);
  });

  test('an overlay that only the panel shows does not count as in OBS', () => {
    expect(ids(input({ viewers: [elsewhere] }))).toEqual(['no-overlay']);
    expect(ids(input({ viewers: null }))).toEqual([]);
  });
});

test('the worst comes first', () => {
  const tones = findingsOf(
    input({
      status: withoutAgent,
      obs: obs({ state: 'off' }),
      viewers: [],
    }),
  ).map(({ tone }) => tone);
  expect(tones).toEqual([...tones].sort((a, b) => 'bwi'.indexOf(a[0]!) - 'bwi'.indexOf(b[0]!)));
  expect(tones[0]).toBe('bad');
});

describe('“Everything works”', () => {
  const steps = { isShown: true };
  const noSteps = { isShown: false };
  const inputs: readonly FindingsInput[] = [
    ...(['asking', 'away', 'other', 'refused'] as const).map((state) => input({ status: state })),
    input(),
    input({ status: withoutAgent }),
    input({ status: statusOf({ status: 'menu' }) }),
    input({ obs: null }),
    input({ obs: obs({ state: 'off' }) }),
    input({ viewers: null }),
    input({ viewers: [] }),
    input({ viewers: [elsewhere] }),
    input({ obs: null, viewers: null }),
  ];

  test.each([steps, noSteps])(
    'is never said above things to do, nor before all answers, %j',
    (setUp) => {
      for (const from of inputs) {
        const now = toDoNow(from, setUp);
        const isAnswered = from.status !== 'asking' && from.obs !== null && from.viewers !== null;
        const isNothingFound = findingsOf(from).length === 0;
        expect(now.kind === 'all-well').toBe(!setUp.isShown && isAnswered && isNothingFound);
        if (now.kind === 'findings') expect(now.findings).not.toEqual([]);
      }
    },
  );

  test('gives way to what there is to do', () => {
    const now = toDoNow(input({ viewers: [] }), noSteps);
    expect(now).toMatchObject({ kind: 'findings', findings: [{ id: 'no-overlay' }] });
  });

  test('waits for the answers', () => {
    expect(toDoNow(input({ status: 'asking' }), noSteps)).toEqual({ kind: 'checking' });
    expect(toDoNow(input({ obs: null }), noSteps)).toEqual({ kind: 'checking' });
    expect(toDoNow(input({ viewers: null }), noSteps)).toEqual({ kind: 'checking' });
  });

  test('is not said above open steps, nor before it is known whether they are shown', () => {
    expect(toDoNow(input(), steps)).toEqual({ kind: 'hidden' });
    expect(toDoNow(input({ viewers: [], obs: obs({ state: 'off' }) }), steps)).toEqual({
      kind: 'hidden',
    });
    expect(toDoNow(input({ status: 'away' }), steps)).toMatchObject({ kind: 'findings' });
    expect(toDoNow(input(), null)).toEqual({ kind: 'hidden' });
  });
});
