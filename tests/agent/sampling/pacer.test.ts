/** The times of samples from simulated games: rate, age, number of polls. The clock is simulated. */
import { describe, expect, it } from 'vitest';
import { Pacer } from '../../../agent/sampling/pacer.ts';
import { randomOf } from '../../support/random.ts';

interface Simulation {
  hz: number;
  /** Length of a step and how far each may be late, ms. */
  stepMs?: number;
  jitterMs?: number;
  grainMs?: number;
  /** How late waits end at most, ms. */
  wakeLateMs?: number;
  steps?: number;
  /** When each step is written instead, ms. */
  writtenMs?: number[];
}

function simulate(simulation: Simulation) {
  const { hz, stepMs = 3, jitterMs = 0.02, grainMs = 0.1, wakeLateMs = 0.1 } = simulation;
  const random = randomOf(hz);
  const written =
    simulation.writtenMs ??
    Array.from({ length: simulation.steps ?? 7000 }, (_, i) => i * stepMs + random() * jitterMs);
  let step = 0;
  const packetIdAt = (ms: number): number => {
    while (step + 1 < written.length && written[step + 1]! <= ms) step++;
    return 100 + step;
  };
  const pacer = new Pacer(hz, grainMs);
  const sampled: number[] = [];
  const ages: number[] = [];
  const times: number[] = [];
  let polls = 0;
  let nowMs = 0.4;
  pacer.start(nowMs, packetIdAt(nowMs));
  while (step < written.length - 2) {
    nowMs = Math.max(nowMs, pacer.nextPollMs) + wakeLateMs * random();
    polls++;
    const packetId = packetIdAt(nowMs);
    if (!pacer.poll(nowMs, packetId)) continue;
    sampled.push(packetId);
    times.push(nowMs);
    ages.push(nowMs - written[packetId - 100]!);
  }
  const steadyAges = ages.slice(30).sort((a, b) => a - b);
  return {
    sampled,
    rate: ((times.length - 1) * 1000) / (times.at(-1)! - times[0]!),
    pollsPerSample: polls / sampled.length,
    ageP50Ms: steadyAges[Math.floor(steadyAges.length / 2)]!,
    ageP95Ms: steadyAges[Math.floor(steadyAges.length * 0.95)]!,
    stepMs: pacer.stepMs,
  };
}

function ascends(ids: readonly number[]): boolean {
  return ids.every((id, i) => i === 0 || id > ids[i - 1]!);
}

describe('the pacer', () => {
  it.each([1, 10, 30, 60, 100, 144, 200, 250])('keeps %i samples a second within 1 %', (hz) => {
    const { rate, sampled } = simulate({ hz, steps: hz < 10 ? 20_000 : 7000 });
    expect(Math.abs(rate - hz) / hz).toBeLessThan(0.01);
    expect(ascends(sampled)).toBe(true);
  });

  it.each([2.99, 3, 3.01, 4])('samples every step at 333 when a step lasts %d ms', (stepMs) => {
    const { sampled } = simulate({ hz: 333, stepMs });
    expect(sampled.length / (sampled.at(-1)! - sampled[0]! + 1)).toBeGreaterThan(0.999);
    expect(ascends(sampled)).toBe(true);
  });

  it('samples right after a step, not 1.5 ms later as a blind timer would', () => {
    for (const stepMs of [2.99, 3, 3.009, 4]) {
      const { ageP50Ms, ageP95Ms } = simulate({ hz: 60, stepMs });
      expect(ageP50Ms).toBeLessThan(0.2);
      expect(ageP95Ms).toBeLessThan(0.4);
    }
  });

  it('learns how long a step lasts', () => {
    expect(simulate({ hz: 60, stepMs: 3.009 }).stepMs).toBeCloseTo(3.009, 2);
    expect(simulate({ hz: 60, stepMs: 4 }).stepMs).toBeCloseTo(4, 1);
  });

  it('polls less than twice for a sample, mostly once', () => {
    expect(simulate({ hz: 60 }).pollsPerSample).toBeLessThan(1.5);
    expect(simulate({ hz: 333 }).pollsPerSample).toBeLessThan(1.5);
    expect(simulate({ hz: 60, jitterMs: 0.5 }).pollsPerSample).toBeLessThan(2);
  });

  it('stays close with the coarse waits of Windows, and with steps that come unevenly', () => {
    const windows = simulate({ hz: 60, grainMs: 0.5, wakeLateMs: 0.6 });
    expect(windows.ageP50Ms).toBeLessThan(0.8);
    expect(Math.abs(windows.rate - 60)).toBeLessThan(0.6);
    const uneven = simulate({ hz: 60, jitterMs: 1 });
    expect(uneven.ageP50Ms).toBeLessThan(1);
    expect(Math.abs(uneven.rate - 60)).toBeLessThan(0.6);
  });

  it('copes with steps that come in pairs, and with a game that falls behind', () => {
    const pairs = Array.from({ length: 7000 }, (_, i) => Math.floor(i / 2) * 6 + (i % 2) * 0.05);
    expect(Math.abs(simulate({ hz: 60, writtenMs: pairs }).rate - 60)).toBeLessThan(0.6);
    const behind = Array.from({ length: 7000 }, (_, i) =>
      i < 3000 ? i * 3 : 9000 + (i - 3000) * 6,
    );
    const { sampled, rate } = simulate({ hz: 60, writtenMs: behind });
    expect(ascends(sampled)).toBe(true);
    expect(Math.abs(rate - 60)).toBeLessThan(0.6);
  });

  it('does not treat a game that catches up after a delay as a faster one', () => {
    // Each second it is held up for 300 ms and then writes all that is due at once.
    const due = Array.from({ length: 9000 }, (_, i) => i * 3);
    const written = due.map((ms) => (ms % 1000 < 700 ? ms : ms - (ms % 1000) + 1000));
    expect(simulate({ hz: 60, writtenMs: written }).stepMs).toBeCloseTo(3, 1);
  });

  it('goes on from now after a delay of its thread, and does not catch up', () => {
    const pacer = new Pacer(60, 0.1);
    pacer.start(0, 100);
    for (let ms = 0; ms < 1000; ms += 0.05) {
      if (ms >= pacer.nextPollMs) pacer.poll(ms, 100 + Math.floor(ms / 3));
    }
    // Half a second later.
    let samples = 0;
    for (let ms = 1500; ms < 1600; ms += 0.05) {
      if (ms >= pacer.nextPollMs && pacer.poll(ms, 100 + Math.floor(ms / 3))) samples++;
    }
    expect(samples).toBeGreaterThanOrEqual(6);
    expect(samples).toBeLessThanOrEqual(8);
  });

  it('starts again when the packet id falls back', () => {
    const pacer = new Pacer(60, 0.1);
    pacer.start(0, 5000);
    pacer.poll(20, 5006);
    expect(pacer.poll(40, 3)).toBe(true);
    expect(pacer.nextPollMs).toBeGreaterThan(40);
    expect(pacer.nextPollMs).toBeLessThan(60);
  });
});
