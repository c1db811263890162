/** The sampler with pages that appear, move, stop, tear and are replaced. Time is simulated. */
import { describe, expect, it } from 'vitest';
import type { OpenPages, Platform } from '../../../agent/memory/port.ts';
import { createRingMemory, RingReader, RingWriter } from '../../../agent/sampling/ring.ts';
import { type MemoryReport, Sampler } from '../../../agent/sampling/sampler.ts';
import { snapshotBytes } from '../../../agent/sampling/snapshot.ts';
import { limits } from '../../../protocol/limits.ts';

/** One set of pages with a packet id that counts a step each 3 ms while it moves. */
class FakePages implements OpenPages {
  closed = false;
  cutShort = false;
  /** How many of the next copies change meanwhile. */
  tears = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  packetId(): number {
    if (this.closed) throw new Error('A closed page was touched.');
    return this.#world.packetId;
  }

  graphicsPacketId(): number {
    return this.packetId();
  }

  copy(into: Uint8Array, offset: number): void {
    new DataView(into.buffer).setInt32(offset, this.packetId(), true);
  }

  recopy(into: Uint8Array, offset: number): boolean {
    if (this.tears === 0) return false;
    this.tears--;
    this.copy(into, offset);
    return true;
  }

  readable(): boolean {
    return !this.cutShort;
  }

  close(): void {
    this.closed = true;
  }
}

class World implements Platform {
  nowMs = 1000;
  /** When things happen: time, what. */
  script: [number, () => void][] = [];
  running: string[] = [];
  processListings = 0;
  there = true;
  opened: FakePages[] = [];
  pagesHint: string | null = null;
  /** Why pages that are there cannot be read. */
  fault: string | null = null;
  #stepsFromMs: number | null = null;
  #stepsBefore = 0;

  /** The packet id at this moment. */
  get packetId(): number {
    const stepsFromMs = this.#stepsFromMs;
    return (
      this.#stepsBefore + (stepsFromMs === null ? 0 : Math.floor((this.nowMs - stepsFromMs) / 3))
    );
  }

  move(): void {
    this.#stepsBefore = this.packetId;
    this.#stepsFromMs = this.nowMs;
  }

  stop(): void {
    this.#stepsBefore = this.packetId;
    this.#stepsFromMs = null;
  }

  readonly memory = {
    open: () => {
      if (this.fault !== null) return { absent: this.fault, isMissing: false };
      if (!this.there) return { absent: 'the page is not there', isMissing: true };
      this.opened.push(new FakePages(this));
      return { pages: this.opened.at(-1)! };
    },
  };

  readonly processes = {
    running: (names: readonly string[]) => {
      this.processListings++;
      return names.filter((name) => this.running.includes(name));
    },
  };

  readonly wait = {
    grainMs: 0.1,
    until: (atMs: number) => this.advance(Math.max(atMs, this.nowMs + 0.001)),
    close: () => {},
  };

  advance(toMs: number): void {
    while (this.script.length > 0 && this.script[0]![0] <= toMs) {
      const [atMs, happen] = this.script.shift()!;
      this.nowMs = Math.max(this.nowMs, atMs);
      happen();
    }
    this.nowMs = Math.max(this.nowMs, toMs);
  }
}

interface Seen {
  atMs: number;
  still: boolean;
  packetId: number;
}

/** Runs a sampler through the script for the given time. */
async function run(world: World, forMs: number, hz = 60) {
  const memory = createRingMemory();
  const reader = new RingReader(memory);
  const reports: MemoryReport[] = [];
  const samples: Seen[] = [];
  const drain = () => {
    for (let sample = reader.next(); sample !== null; sample = reader.next()) {
      const { atMs, still, view } = sample;
      samples.push({ atMs, still, packetId: view.getInt32(0, true) });
    }
    reader.sleep();
  };
  drain();
  world.script.push([world.nowMs + forMs, () => reader.stop()]);
  world.script.sort((a, b) => a[0] - b[0]);
  await new Sampler({
    platform: world,
    ring: new RingWriter(memory),
    hz,
    // Each read of the clock moves it, or the sampler would wait for ever for a complete copy.
    now: () => {
      world.advance(world.nowMs + 0.001);
      return world.nowMs;
    },
    sleep: async (ms) => world.advance(world.nowMs + ms),
    report: (report) => reports.push(report),
    ringBell: drain,
  }).run();
  drain();
  return { samples, reports, stats: { ...reader.stats, dropped: reader.dropped } };
}

describe('the sampler', () => {
  it('samples pages that move at the asked rate, each packet once and in order', async () => {
    for (const [hz, count] of [
      [60, 300],
      [333, 1666],
      [5, 25],
    ] as const) {
      const world = new World();
      world.script.push([1000, () => world.move()]);
      const { samples } = await run(world, 5000, hz);
      const moving = samples.filter((sample) => !sample.still);
      expect(Math.abs(moving.length - count) / count).toBeLessThan(0.05);
      expect(moving.every((s, i) => i === 0 || s.packetId > moving[i - 1]!.packetId)).toBe(true);
    }
  });

  it('samples pages without changes a few times a second and reports it', async () => {
    const world = new World();
    const { samples, stats } = await run(world, 2000);
    expect(samples.every((sample) => sample.still)).toBe(true);
    expect(samples.length).toBeGreaterThanOrEqual(18);
    expect(samples.length).toBeLessThanOrEqual(21);
    expect(stats.polls).toBe(0);
  });

  it.each([60, 1])('notices a pause within 100 ms and its end at once, at %i Hz', async (hz) => {
    const world = new World();
    world.script.push([1000, () => world.move()]);
    world.script.push([3001, () => world.stop()]);
    world.script.push([4000, () => world.move()]);
    const { samples } = await run(world, 5000, hz);
    const pause = samples.find((sample) => sample.still && sample.atMs > 2000)!;
    expect(pause.atMs - 3001).toBeGreaterThanOrEqual(limits.pauseMs - 4);
    expect(pause.atMs - 3001).toBeLessThan(100);
    const goesOn = samples.find((sample) => !sample.still && sample.atMs > 3100)!;
    expect(goesOn.atMs - 4000).toBeLessThan(20);
  });

  it('waits for missing pages, which need no reason before the game starts, and reports that once', async () => {
    const world = new World();
    world.there = false;
    world.script.push([
      2000,
      () => {
        world.there = true;
        world.move();
      },
    ]);
    const { reports, samples } = await run(world, 3000);
    expect(reports).toEqual([
      { pages: false, game: false, detail: null },
      { pages: true, game: false, detail: null },
    ]);
    expect(samples[0]!.atMs - 2000).toBeLessThan(limits.openRetryMs + 20);
  });

  it('reopens the pages when they do not change, and never reads the old ones again', async () => {
    const world = new World();
    const { stats } = await run(world, 10_000);
    expect(stats.opened).toBeGreaterThanOrEqual(6);
    expect(stats.opened).toBeLessThanOrEqual(8);
    expect(world.opened.every((pages) => pages.closed)).toBe(true);
  });

  it('does not reopen them while they change', async () => {
    const world = new World();
    world.move();
    expect((await run(world, 10_000)).stats.opened).toBe(1);
  });

  it('reports that the pages have gone after a stall', async () => {
    const world = new World();
    world.script.push([1000, () => world.move()]);
    world.script.push([
      3000,
      () => {
        world.stop();
        world.there = false;
      },
    ]);
    const { reports } = await run(world, 5000);
    expect(reports.map((report) => report.pages)).toEqual([true, false]);
  });

  it('leaves pages whose file was cut short', async () => {
    const world = new World();
    world.script.push([
      2000,
      () => {
        world.opened.at(-1)!.cutShort = true;
        world.there = false;
      },
    ]);
    const { reports } = await run(world, 3000);
    expect(reports.slice(0, 2)).toEqual([
      { pages: true, game: false, detail: null },
      { pages: false, game: false, detail: 'its pages were cut short' },
    ]);
  });

  it('knows whether the game runs, asking for it rarely and never while it drives', async () => {
    const world = new World();
    world.running = ['acs.exe'];
    const still = await run(world, 10_000);
    expect(still.reports[0]).toMatchObject({ pages: true, game: true });
    expect(world.processListings).toBeLessThanOrEqual(6);
    const moving = new World();
    moving.script.push([1000, () => moving.move()]);
    await run(moving, 10_000);
    expect(moving.processListings).toBeLessThanOrEqual(1);
  });

  it('reads no pages of another game that uses the same names', async () => {
    const world = new World();
    world.move();
    world.running = ['AC2-Win64-Shipping.exe'];
    world.script.push([4000, () => world.running.splice(0, 1, 'acs.exe')]);
    const { reports, samples } = await run(world, 6000);
    expect(reports[0]).toEqual({
      pages: false,
      game: false,
      detail: 'Assetto Corsa Competizione is running; this agent reads Assetto Corsa only',
    });
    expect(reports.at(-1)).toMatchObject({ pages: true, game: true });
    expect(samples[0]!.atMs).toBeGreaterThan(4000);
  });

  it('reports what else is needed when the game runs without its pages', async () => {
    const world = new World();
    world.there = false;
    world.running = ['acs.exe'];
    world.pagesHint = 'Start a bridge.';
    const { reports } = await run(world, 1000);
    expect(reports.at(-1)!.detail).toBe('Start a bridge.');
  });

  it('reports why pages that are there cannot be read, before the game and while it runs', async () => {
    const world = new World();
    world.fault = 'the page is too short';
    world.pagesHint = 'Start a bridge.';
    world.script.push([5000, () => (world.running = ['acs.exe'])]);
    const { reports } = await run(world, 10_000);
    expect(reports.map(({ detail }) => detail)).toEqual([
      'the page is too short',
      'the page is too short. Start a bridge.',
    ]);
  });

  it('copies a page that changed meanwhile again, and gives up one that keeps changing', async () => {
    const world = new World();
    world.script.push([1000, () => world.move()]);
    world.script.push([2000, () => (world.opened.at(-1)!.tears = 2)]);
    world.script.push([2500, () => (world.opened.at(-1)!.tears = limits.tornReadsMax + 1)]);
    const { stats } = await run(world, 2000);
    expect(stats.tornReads).toBe(2 + limits.tornReadsMax + 1);
    expect(stats.tornSamples).toBe(1);
  });

  it('a snapshot holds the three pages', () => {
    expect(snapshotBytes).toBe(592 + 296 + 684);
  });
});
