/** A screen reader hears what holds, not each time a connection comes and goes. */
import { expect, test } from 'vitest';
import { Announcer } from '../../../overlays/watch/announcer.ts';

/** The sentences that are told while situations follow one another. */
function sentencesOf(
  situations: readonly (readonly [atMs: number, situation: string])[],
  untilMs: number,
) {
  const announcer = new Announcer();
  const announced: string[] = [];
  let next = 0;
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 100) {
    while (next < situations.length && situations[next]![0] <= nowMs) next += 1;
    announcer.follow(situations[next - 1]![1], nowMs);
    const sentence = announcer.due(nowMs);
    if (sentence !== null) announced.push(sentence);
  }
  return announced;
}

test('a situation that holds is told once', () => {
  expect(sentencesOf([[0, 'Live.']], 60_000)).toEqual(['Live.']);
});

test('a connection that flaps every second is not told', () => {
  const flaps = Array.from(
    { length: 60 },
    (_, i) => [i * 1000, i % 2 ? 'Lost.' : 'Live.'] as const,
  );
  expect(sentencesOf(flaps, 60_000)).toEqual([]);
  expect(sentencesOf([...flaps, [60_000, 'Lost.']], 80_000)).toEqual(['Lost.']);
});

test('what is back before it was told is not told again', () => {
  const short = [
    [0, 'Live.'],
    [20_000, 'Lost.'],
    [21_000, 'Live.'],
  ] as const;
  expect(sentencesOf(short, 60_000)).toEqual(['Live.']);
});

test('two sentences never follow at once', () => {
  const quick = [
    [0, 'Live.'],
    [4_000, 'In the pits.'],
  ] as const;
  expect(sentencesOf(quick, 10_000)).toEqual(['Live.']);
  expect(sentencesOf(quick, 20_000)).toEqual(['Live.', 'In the pits.']);
});
