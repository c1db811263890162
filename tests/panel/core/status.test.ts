/** The sentence in the panel's header, for each state of the relay. */
import { expect, test } from 'vitest';
import { headline, readable } from '../../../panel/core/status.ts';
import type { SessionStatus } from '../../../protocol/session.ts';
import { status, statusOf, withoutAgent } from '../home/healthy.ts';

test('while driving, the header names the car, the track and the lap', () => {
  expect(headline(status())).toEqual({
    tone: 'good',
    sentence: 'Driving',
    about: ['Mazda MX-5 Cup', 'Nordschleife', 'Lap 3'],
  });
});

test('unknown values of a session are left out', () => {
  expect(headline(statusOf({ car: null, lap: null })).about).toEqual(['Nordschleife']);
});

test('a relay that does not answer, a refusal, and a missing agent have different sentences', () => {
  const sentences = (['away', 'refused', 'asking'] as const).map((now) => headline(now).sentence);
  expect(new Set(sentences).size).toBe(3);
  expect(headline(withoutAgent)).toMatchObject({
    tone: 'wait',
    sentence: 'No agent is connected',
    about: [],
  });
});

test('after the session has ended, the header does not name its car', () => {
  expect(headline(statusOf({ status: 'ended' }))).toMatchObject({ tone: 'idle', about: [] });
});

test('an unknown state of a newer relay is shown as it is', () => {
  const newer = statusOf({ status: 'towing' as SessionStatus });
  expect(headline(newer)).toMatchObject({ tone: 'idle', sentence: 'towing' });
});

test('ids of the game become readable names', () => {
  expect(readable('sq_hollowmere')).toBe('Hollowmere');
  expect(readable(null)).toBe('');
});
