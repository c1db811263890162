/** How overlays come and go, by theme. */
import { expect, test } from 'vitest';
import {
  type EntranceKind,
  entranceOf,
  shownPose,
  waitMsOf,
} from '../../../../overlays/core/page/entrance.ts';
import { readThemes } from '../../../../scripts/contact-sheet/themes.ts';

const kinds: readonly EntranceKind[] = [
  ...(['fade', 'wipe', 'rise', 'drop', 'slide', 'fill', 'unroll'] as const),
  ...(['open', 'unfold', 'iris', 'steps', 'cut'] as const),
];

/** Nothing is left of an element that is clipped like this. */
function isClosed(clipPath: string): boolean {
  if (clipPath === 'circle(0% at 50% 50%)') return true;
  const [top = 0, right = 0, bottom = 0, left = 0] = [...clipPath.matchAll(/(\d+)%/g)].map(
    ([, share]) => Number(share),
  );
  return top + bottom >= 100 || left + right >= 100;
}

test.each(kinds)('“%s” begins and ends hidden', (kind) => {
  const { before, after } = entranceOf(kind, false);
  for (const pose of [before, after]) {
    expect(pose.opacity === '0' || isClosed(pose.clipPath)).toBe(true);
    expect(pose).not.toEqual(shownPose);
  }
});

test.each(kinds)('“%s” takes no time for viewers who ask for less motion', (kind) => {
  const { inMs, outMs, before } = entranceOf(kind, true);
  expect([inMs, outMs]).toEqual([0, 0]);
  expect(before.translate).toBe(shownPose.translate);
  expect(before.clipPath).toBe(shownPose.clipPath);
});

test.each(kinds)('“%s” passes from one shape to another of its kind', (kind) => {
  const { before, shown, after } = entranceOf(kind, false);
  const shapes = [before, shown, after].map(({ clipPath }) => clipPath.split('(')[0]);
  expect(new Set(shapes).size).toBe(1);
});

/** How far a move is at a share of its time, 0…1, as a browser counts it; a word stands for its curve. */
function progress(easing: string, time: number): number {
  const numbers = easing === 'ease' ? '0.25, 0.1, 0.25, 1' : /\((.*)\)/.exec(easing)![1]!;
  const [x1, y1, x2, y2] = numbers.split(',').map(Number) as [number, number, number, number];
  const along = (a: number, b: number, t: number) =>
    3 * a * t * (1 - t) ** 2 + 3 * b * t * t * (1 - t) + t ** 3;
  let [low, high] = [0, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (along(x1, x2, middle) < time) low = middle;
    else high = middle;
  }
  return along(y1, y2, low);
}

test.each(kinds.filter((kind) => kind !== 'cut' && kind !== 'steps'))(
  'no picture of “%s” jumps more than a third of the way, at 30 a second',
  (kind) => {
    const { inMs, outMs, inEasing, outEasing } = entranceOf(kind, false);
    for (const [ms, easing] of [
      [inMs, inEasing],
      [outMs, outEasing],
    ] as const) {
      const seen = Array.from({ length: Math.ceil((ms * 30) / 1000) + 1 }, (_, i) =>
        progress(easing, Math.min((i * 1000) / 30 / ms, 1)),
      );
      const steps = seen.slice(1).map((at, i) => Math.abs(at - seen[i]!));
      expect(Math.max(...steps)).toBeLessThanOrEqual(1 / 3);
    }
  },
);

test('the themes of the program share no entrance while another one is free', () => {
  const chosen = readThemes().map(({ motion }) => motion.entrance);
  expect(new Set(chosen).size).toBe(Math.min(chosen.length, kinds.length));
});

test('an overlay whose theme is not known yet fades', () => {
  expect(entranceOf(null, false)).toEqual(entranceOf('fade', false));
});

test('a wipe leaves on the side where it did not come in', () => {
  const { before, after } = entranceOf('wipe', false);
  expect(before.clipPath).toBe('inset(0% 100% 0% 0%)');
  expect(after.clipPath).toBe('inset(0% 0% 0% 100%)');
});

test('the overlays of a layout wipe in one after the other, and none waits for half a second', () => {
  const wipe = entranceOf('wipe', false);
  const waits = [0, 1, 2, 5, 40].map((order) => waitMsOf(wipe, order));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[0]).toBe(0);
  expect(waits[1]).toBeGreaterThan(0);
  expect(waits.at(-1)).toBeLessThan(500);
});

test('a fade and a cut wait for nothing', () => {
  expect(waitMsOf(entranceOf('fade', false), 5)).toBe(0);
  expect(waitMsOf(entranceOf('wipe', true), 5)).toBe(0);
});
