/**
 * The relay leaves out frames in which nothing changes. Play-out still works, however the frames arrive: it does not
 * treat the pauses between keep-alive frames as a bad link and interpolates no change over them.
 */
import { describe, expect, test } from 'vitest';
import { Playout } from '../../../../overlays/core/playout/playout.ts';
import type { Frame } from '../../../../protocol/frame.ts';
import { formOf } from '../../../../protocol/frame-codec.ts';
import { ChangeFilter } from '../../../../relay/broadcast/change-filter.ts';
import { randomOf } from '../../../support/random.ts';

const form = formOf(['speedKmh']);
const screenMs = 1000 / 60;

interface Way {
  readonly batch: number;
  readonly latencyMs: number;
  readonly jitterMs: number;
}

/** km/h: drives, is stationary from 20 s to 50 s, drives on, and stops briefly now and then. */
function speedAt(t: number): number {
  if (t >= 20_000 && t < 50_000) return 40;
  if (t > 70_000 && t % 2_000 < 700) return 80;
  return 40 + ((t / 50) % 100);
}

interface Seen {
  readonly nowMs: number;
  readonly oneByOne: boolean;
  readonly delayMs: number;
  readonly t: number | null;
  readonly speedKmh: number | undefined;
  readonly moves: boolean;
}

/**
 * What a page shows.
 * @param sieved as the relay sends it; false: every frame
 * @param fromMs when the page is opened
 */
function watch({ batch, latencyMs, jitterMs }: Way, sieved: boolean, fromMs = 0): Seen[] {
  const random = randomOf(5);
  const filter = new ChangeFilter(form);
  const playout = new Playout(form.channels, 0);
  const arrivals: { atMs: number; frames: Partial<Frame>[] }[] = [];
  let frames: Partial<Frame>[] = [];
  let lastAt = 0;
  for (let n = 0; n < 90 * 60; n++) {
    const t = (n * 1000) / 60;
    frames.push({ packetId: n * 5, t, speedKmh: speedAt(t) });
    if (frames.length < batch) continue;
    lastAt = Math.max(lastAt, t + latencyMs + random() * jitterMs);
    const sent = sieved ? filter.pass(frames) : frames;
    const newest = sent.length > 0 ? filter.passSkipped() : null;
    if (newest !== null) sent.push(newest);
    if (sent.length > 0 && lastAt >= fromMs) arrivals.push({ atMs: lastAt, frames: sent });
    frames = [];
  }
  const seen: Seen[] = [];
  let next = 0;
  for (let nowMs = fromMs + 0.37; nowMs < 89_000; nowMs += screenMs) {
    for (; next < arrivals.length && arrivals[next]!.atMs <= nowMs; next++) {
      playout.push(arrivals[next]!.frames, arrivals[next]!.atMs);
    }
    const moves = playout.moves();
    const { state, t } = playout.play(nowMs);
    const { oneByOne, delayMs } = playout;
    seen.push({ nowMs, oneByOne, delayMs, t, speedKmh: state.speedKmh, moves });
  }
  return seen;
}

const between = (seen: readonly Seen[], from: number, to: number) =>
  seen.filter(({ nowMs }) => nowMs >= from && nowMs < to);

describe.each<[string, Way, boolean]>([
  ['single frames on this PC', { batch: 1, latencyMs: 0.5, jitterMs: 1 }, true],
  ['single frames over Wi-Fi', { batch: 1, latencyMs: 3, jitterMs: 6 }, true],
  ['batches of 5', { batch: 5, latencyMs: 20, jitterMs: 10 }, false],
  ['batches of 20', { batch: 20, latencyMs: 60, jitterMs: 30 }, false],
])('%s', (_name, way, oneByOne) => {
  const all = watch(way, false);
  const few = watch(way, true);

  test('stay the same while the car is stationary and when it drives on', () => {
    expect(new Set(between(few, 5_000, 89_000).map((one) => one.oneByOne))).toEqual(
      new Set([oneByOne]),
    );
    const delays = between(few, 15_000, 89_000).map((one) => one.delayMs);
    expect(Math.max(...delays) - Math.min(...delays)).toBeLessThan(oneByOne ? 0.1 : 45);
  });

  test('are shown when they would be without left-out frames', () => {
    for (const [from, to] of [
      [12_000, 20_000],
      [56_000, 70_000],
      [75_000, 88_000],
    ] as const) {
      const whole = between(all, from, to);
      between(few, from, to).forEach(({ t }, i) => {
        expect(Math.abs(t! - whole[i]!.t!)).toBeLessThan(oneByOne ? 3 : 45);
      });
    }
  });

  test('show no value that never existed', () => {
    // A slope of 100 km/h in 5 s: the shown value is the driven one within the error of extrapolation.
    for (const { t, speedKmh, nowMs } of between(few, 15_000, 89_000)) {
      const around = [-40, 0, 40].map((ms) => speedAt(t! + ms));
      const isJump = Math.max(...around) - Math.min(...around) > 5;
      if (isJump) continue;
      expect(Math.abs(speedKmh! - around[1]!), `at ${nowMs}`).toBeLessThan(1.2);
    }
  });

  test('let the page rest while the car is stationary', () => {
    const still = between(few, 23_000, 49_000);
    expect(still.filter((one) => one.moves)).toEqual([]);
  });

  test('start well if a page opens while the car is stationary', () => {
    const opened = watch(way, true, 40_000);
    // Before the car drives off, nothing shows how frames arrive.
    const known = between(opened, oneByOne ? 50_100 : 40_000, 89_000);
    expect(new Set(known.map((one) => one.oneByOne))).toEqual(new Set([oneByOne]));
    for (const { t, speedKmh } of between(opened, 56_000, 60_000)) {
      const around = [-40, 0, 40].map((ms) => speedAt(t! + ms));
      if (Math.max(...around) - Math.min(...around) > 5) continue;
      expect(Math.abs(speedKmh! - around[1]!)).toBeLessThan(1.2);
    }
  });
});
