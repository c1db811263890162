/** Drums show what other themes show, not what was true a moment ago. */
import { expect, test } from 'vitest';
import { DrumMotion } from '../../../../../overlays/core/draw/text/drum-motion.ts';

const glyphs = ' 0123456789-';

/** The number that three drums show, with the last one between two digits. */
function shownBy(drums: DrumMotion): number {
  return [100, 10, 1].reduce((sum, worth, i) => {
    const place = drums.placeOf(i);
    return sum + worth * (i === 2 ? place - 1 : Math.max(Math.round(place) - 1, 0));
  }, 0);
}

test('drums follow a rising speed at most 80 ms late', () => {
  const drums = new DrumMotion(3, glyphs);
  const perSecond = 40;
  const late: number[] = [];
  for (let i = 0; i < 240; i++) {
    const nowMs = (i * 1000) / 60;
    const speed = 110 + (nowMs * perSecond) / 1000;
    drums.set(String(Math.round(speed)), nowMs);
    const shown = shownBy(drums);
    // While the tens roll over, the last drum passes the characters between 9 and 0.
    if (Math.abs(shown - speed) < 6) late.push(((speed - shown) * 1000) / perSecond);
  }
  expect(late.length).toBeGreaterThan(180);
  late.sort((a, b) => a - b);
  expect(late[Math.floor(late.length / 2)]).toBeLessThan(80);
});

test('drums come to rest on the number that was set', () => {
  const drums = new DrumMotion(3, glyphs);
  let nowMs = 0;
  drums.set('199', nowMs);
  while (drums.set('200', nowMs) && nowMs < 2000) nowMs += 16;
  expect(nowMs).toBeLessThan(400);
  expect([0, 1, 2].map((i) => glyphs[drums.placeOf(i)])).toEqual(['2', '0', '0']);
});
