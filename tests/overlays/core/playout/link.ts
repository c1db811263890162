/** A seeded simulation of a source, a link and a screen, to measure what play-out makes of them. */

import { Playout } from '../../../../overlays/core/playout/playout.ts';
import { channels } from '../../../../protocol/channels.ts';
import type { Frame } from '../../../../protocol/frame.ts';
import { randomOf } from '../../../support/random.ts';

export interface Link {
  readonly seed: number;
  readonly seconds: number;
  readonly sourceHz: number;
  /** Largest lateness of a sampling, ms. */
  readonly sourceJitterMs: number;
  readonly batch: number;
  /** Fastest way, and the standard deviation of the lateness on top (half of a bell), ms. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** A standstill of the link: this long, this often; ms. */
  readonly stallMs?: number;
  readonly stallEveryMs?: number;
  readonly screenHz: number;
  /** Source clock runs faster by this many parts per million. */
  readonly skewPpm?: number;
  readonly extraDelayMs?: number;
}

export interface Measured {
  /** Time now minus time of the value shown, ms, after the first `warmUpSeconds`. */
  readonly ageP50: number;
  readonly ageP95: number;
  readonly ageMax: number;
  /** Root of the mean square of (step of the value - step of the screen), in screen refreshes. */
  readonly judder: number;
  /** Share of refreshes at which the value stood still. */
  readonly heldShare: number;
  /** Largest step back of the play clock, ms; 0 = never. */
  readonly backMs: number;
  /** Changes of the play-out delay after that. */
  readonly delayChanges: number;
  /** Largest distance of the play clock's speed from 1 after that, as a share. */
  readonly slewMax: number;
}

const warmUpSeconds = 15;

interface Arrival {
  readonly atMs: number;
  readonly frames: Partial<Frame>[];
}

function arrivalsOf(link: Link, random: () => number): Arrival[] {
  const interval = 1000 / link.sourceHz;
  const arrivals: Arrival[] = [];
  let batch: Partial<Frame>[] = [];
  let lastAt = 0;
  for (let n = 0; n * interval < link.seconds * 1000; n++) {
    const sampledMs = n * interval + random() * link.sourceJitterMs;
    // `distanceM` carries the time of sampling: the shown value identifies the moment.
    const t = sampledMs * (1 + (link.skewPpm ?? 0) / 1e6);
    batch.push({ packetId: n, t, distanceM: sampledMs });
    if (batch.length < link.batch) continue;
    const bell = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let atMs = sampledMs + link.latencyMs + Math.abs(bell) * link.jitterMs;
    if (link.stallEveryMs !== undefined && link.stallMs !== undefined) {
      const into = sampledMs % link.stallEveryMs;
      if (into < link.stallMs)
        atMs = Math.max(atMs, sampledMs - into + link.stallMs + link.latencyMs);
    }
    // One connection: nothing overtakes.
    lastAt = Math.max(lastAt, atMs);
    arrivals.push({ atMs: lastAt, frames: batch });
    batch = [];
  }
  return arrivals;
}

const used = channels.filter((c) => ['packetId', 't', 'distanceM'].includes(c.name));

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]!;
}

export function simulate(link: Link): Measured {
  const random = randomOf(link.seed);
  const arrivals = arrivalsOf(link, random);
  const playout = new Playout(used, link.extraDelayMs ?? 0);
  const refreshMs = 1000 / link.screenHz;
  const ages: number[] = [];
  const steps: number[] = [];
  let held = 0;
  let backMs = 0;
  let delayChanges = 0;
  let slewMax = 0;
  let before: { value: number; t: number; delay: number } | null = null;
  let next = 0;
  // The page's clock has nothing to do with the source's.
  const clockOffset = 1_234_567.8;
  for (let now = refreshMs * random(); now < link.seconds * 1000; now += refreshMs) {
    for (; next < arrivals.length && arrivals[next]!.atMs <= now; next++) {
      playout.push(arrivals[next]!.frames, arrivals[next]!.atMs + clockOffset);
    }
    const { state, t } = playout.play(now + clockOffset);
    if (t === null || state.distanceM === undefined) continue;
    const value = state.distanceM;
    if (before !== null) backMs = Math.max(backMs, before.t - t);
    if (before !== null && now > warmUpSeconds * 1000) {
      const step = value - before.value;
      ages.push(now - value);
      steps.push((step - refreshMs) / refreshMs);
      if (step === 0) held++;
      if (Math.abs(playout.delayMs - before.delay) > 0.5) delayChanges++;
      slewMax = Math.max(slewMax, Math.abs((t - before.t) / refreshMs - 1));
    }
    before = { value, t, delay: playout.delayMs };
  }
  return {
    ageP50: quantile(ages, 0.5),
    ageP95: quantile(ages, 0.95),
    ageMax: Math.max(...ages),
    judder: Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length),
    heldShare: held / steps.length,
    backMs,
    delayChanges,
    slewMax,
  };
}
