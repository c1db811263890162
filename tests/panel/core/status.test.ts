/** What the panel's header says, in the states that people meet. */
import { expect, test } from 'vitest';
import { headline, readable } from '../../../panel/core/status.ts';
import { session, status } from '../home/known.ts';

test('driving: the state, and what is driven where, in plain words', () => {
  expect(headline(status())).toEqual({
    tone: 'good',
    sentence: 'Driving',
    about: ['Mazda MX-5 Cup', 'Nordschleife', 'Lap 3'],
  });
});

test('what is not known of a session is left out', () => {
  const bare = { ...session, car: null, lap: null };
  expect(headline(status({ sessions: [bare] })).about).toEqual(['Nordschleife']);
});

test('a relay that does not answer, that refuses, and one without an agent are told apart', () => {
  const sentences = (['away', 'refused', 'asking'] as const).map((now) => headline(now).sentence);
  expect(new Set(sentences).size).toBe(3);
  const lonely = headline(status({ agents: [], sessions: [], live: null }));
  expect(lonely).toMatchObject({ tone: 'wait', sentence: 'No agent is connected', about: [] });
});

test('the car of a session that is over is not shown as if it drove', () => {
  const over = status({ sessions: [{ ...session, status: 'ended' }] });
  expect(headline(over)).toMatchObject({ tone: 'idle', about: [] });
});

test('a state that this panel does not know is shown as it is', () => {
  const odd = status({ sessions: [{ ...session, status: 'towing' }] });
  expect(headline(odd)).toMatchObject({ tone: 'idle', sentence: 'towing' });
});

test('ids of the game become readable names', () => {
  expect(readable('sq_hollowmere')).toBe('Hollowmere');
  expect(readable(null)).toBe('');
});
