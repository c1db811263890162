/** What the panel says is wrong, and the step that puts it right, in the states that people meet. */
import { describe, expect, test } from 'vitest';
import { findingsOf, type Seen } from '../../../panel/home/findings.ts';
import { elsewhere, inObs, obs, session, status } from './known.ts';

function seen(changes: Partial<Seen> = {}): Seen {
  return { status: status(), obs: obs(), viewers: [inObs], ...changes };
}

const ids = (from: Seen): string[] => findingsOf(from).map(({ id }) => id);
const one = (from: Seen) => findingsOf(from)[0]!;

test('on a good evening there is nothing to do', () => {
  expect(findingsOf(seen())).toEqual([]);
});

test('before the first answer nothing is claimed', () => {
  expect(findingsOf(seen({ status: 'asking', obs: null, viewers: null }))).toEqual([]);
});

test('every finding has a step, and every link leads into the panel', () => {
  const states: Seen[] = [
    seen({ status: 'away' }),
    seen({ status: 'refused' }),
    seen({ status: status({ agents: [], sessions: [], live: null }), viewers: [] }),
    ...['waiting', 'menu', 'loading', 'agent-away'].map((state) =>
      seen({ status: status({ sessions: [{ ...session, status: state }] }) }),
    ),
    ...['off', 'refused', 'gone', 'wrong-password', 'kicked', 'frozen'].map((state) =>
      seen({ obs: obs({ state, sentence: 'Do this in OBS.' }) }),
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

describe('publishers', () => {
  const refused = {
    remoteAddress: '192.168.1.7',
    sessionID: 'SPA-1',
    code: 'key-missing',
    message: 'Publishing needs the key. Start the agent with --key.',
    count: 12,
    agoMs: 3_000,
  };

  test('that are refused are named with the reason, as trouble while they try', () => {
    expect(one(seen({ status: status({ refused: [refused] }) }))).toMatchObject({
      tone: 'bad',
      title: 'A publisher is refused',
      step: '“SPA-1” from 192.168.1.7, 12 times, the last time 3 s ago: Publishing needs the key. Start the agent with --key.',
    });
    const before = { ...refused, sessionID: null, count: 1, agoMs: 300_000 };
    expect(one(seen({ status: status({ refused: [before] }) }))).toMatchObject({
      tone: 'wait',
      step: expect.stringMatching(
        /^A publisher at 192.168.1.7, once, the last time 5 minutes ago: /,
      ),
    });
  });

  test('of which fields are left out are worth knowing, no more', () => {
    const leftOut = { ...refused, code: 'fields-left-out' };
    expect(one(seen({ status: status({ refused: [leftOut] }) }))).toMatchObject({
      tone: 'idle',
      title: 'Fields of a publisher are left out',
    });
  });

  test('are a few at most', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ ...refused, sessionID: `S${i}` }));
    expect(findingsOf(seen({ status: status({ refused: many }) }))).toHaveLength(3);
  });
});

describe('the game and the agent', () => {
  test('without an agent the way to start one is said', () => {
    const lonely = status({ agents: [], sessions: [], live: null });
    expect(one(seen({ status: lonely }))).toMatchObject({ id: 'no-agent', tone: 'bad' });
  });

  test('while the game is away the agent’s own reason comes first', () => {
    const agents = [{ status: 'waiting', detail: 'Run both as one user.', sessionID: null }];
    const waiting = one(seen({ status: status({ agents, sessions: [], live: null }) }));
    expect(waiting).toMatchObject({ id: 'game', tone: 'wait' });
    expect(waiting.step).toMatch(/^Run both as one user\. Start Assetto Corsa/);
  });

  test('a session that is over counts as what the agent does now', () => {
    const sessions = [{ ...session, status: 'ended' }];
    const agents = [{ status: 'menu', detail: null, sessionID: null }];
    expect(ids(seen({ status: status({ sessions, agents }) }))).toEqual(['game']);
  });

  test('a publisher without our agent is no mistake while it publishes', () => {
    expect(ids(seen({ status: status({ agents: [] }) }))).toEqual([]);
  });
});

describe('several publishers of one session', () => {
  test('are named, with which of them is shown', () => {
    const contest = { shown: 'POST from 192.0.2.7', others: ['an agent from 127.0.0.1'] };
    const found = one(seen({ status: status({ sessions: [{ ...session, contest }] }) }));
    expect(found).toMatchObject({ id: 'contest s1', tone: 'bad' });
    expect(found.step).toBe(
      'The one that began last is shown: POST from 192.0.2.7. Frames of an agent from 127.0.0.1 are only stored. End one of them, or give one of them another --session.',
    );
  });
});

describe('the stream', () => {
  const driving = (changes: Partial<typeof session>) =>
    seen({ status: status({ sessions: [{ ...session, ...changes }] }) });

  test('few frames and old frames are said, with their figures', () => {
    const found = findingsOf(driving({ framesPerSecond: 8.2, ageMs: 1_840 }));
    expect(found.map(({ title }) => title)).toEqual([
      'Only 8 frames a second arrive',
      'What arrives is 1.8 s old',
    ]);
  });

  test('not in the first seconds, nor while nobody drives', () => {
    expect(ids(driving({ framesPerSecond: 0, framesTaken: 30 }))).toEqual([]);
    expect(ids(driving({ framesPerSecond: 0, status: 'paused' }))).toEqual([]);
  });
});

describe('the database', () => {
  const { recorder } = status();

  test('away: why, and that nothing is lost', () => {
    const away = { ...recorder, state: 'away', detail: 'The disk is full.' };
    const found = one(seen({ status: status({ recorder: away }) }));
    expect(found).toMatchObject({ id: 'store', tone: 'bad' });
    expect(found.step).toBe('The disk is full. Laps driven meanwhile are written when it is back.');
  });

  test('given up frames are counted, and a store that is off is only mentioned', () => {
    const dropped = status({ recorder: { ...recorder, framesDropped: 12 } });
    expect(one(seen({ status: dropped })).title).toBe('12 frames were not kept');
    const off = status({ recorder: { ...recorder, store: 'none' } });
    expect(one(seen({ status: off }))).toMatchObject({ id: 'store-off', tone: 'idle' });
  });
});

describe('OBS', () => {
  test('that is simply not running is no alarm; a wrong password is', () => {
    expect(one(seen({ obs: obs({ state: 'refused', sentence: 'Start it.' }) })).tone).toBe('idle');
    const wrong = one(seen({ obs: obs({ state: 'wrong-password', sentence: 'Copy it again.' }) }));
    expect(wrong).toMatchObject({ tone: 'bad', step: 'Copy it again.' });
  });

  test('what would fail in the race is said for each rule', () => {
    const problems = [
      { sentence: 'The config file is not valid JSON.' },
      { rule: 'pits', severity: 'error', sentence: 'OBS has no scene "Pits".' },
    ];
    expect(findingsOf(seen({ obs: obs({ problems }) })).map(({ title }) => title)).toEqual([
      'Rule “pits” would fail',
      'About OBS',
    ]);
  });

  test('an overlay that only the panel shows is none in OBS', () => {
    expect(ids(seen({ viewers: [elsewhere] }))).toEqual(['no-overlay']);
    expect(ids(seen({ viewers: null }))).toEqual([]);
  });
});

test('the worst comes first', () => {
  const tones = findingsOf(
    seen({
      status: status({ agents: [], sessions: [], live: null }),
      obs: obs({ state: 'off' }),
      viewers: [],
    }),
  ).map(({ tone }) => tone);
  expect(tones).toEqual([...tones].sort((a, b) => 'bwi'.indexOf(a[0]!) - 'bwi'.indexOf(b[0]!)));
  expect(tones[0]).toBe('bad');
});
