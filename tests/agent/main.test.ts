/** The whole agent on Linux, with real pages, a writing process and a real socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxPagePath, pageNames } from '../../agent/games/assetto-corsa/layout.ts';
import { type Agent, startAgent } from '../../agent/main.ts';
import type { AgentOptions } from '../../agent/options.ts';
import type { Frame } from '../../protocol/frame.ts';
import { frameProblem } from '../../protocol/frame-check.ts';
import { silentLog } from '../../protocol/log.ts';
import {
  BareSampling,
  fiveWindows,
  lossesOfSteps,
  lossOfRate,
  lostByUs,
  type Sampled,
} from '../support/bare-sampling.ts';
import { LogBook } from '../support/log-book.ts';
import { needThat } from '../support/need.ts';
import { until } from '../support/until.ts';
import { PublishPeer } from './support/publish-peer.ts';
import { stepValues } from './support/steps.ts';

const onLinux = process.platform === 'linux' ? null : 'writes to /dev/shm, which only Linux has';
const writerFile = fileURLToPath(new URL('./support/step-writer.ts', import.meta.url));

function options(relay: URL, more: Partial<AgentOptions> = {}): AgentOptions {
  return { relay: relay.href, hz: 60, batch: 'auto', transport: 'ws', source: 'auto', ...more };
}

needThat(onLinux)('the agent', () => {
  let prefix = '';
  let runs = 0;
  let peer: PublishPeer;
  let agent: Agent | null = null;
  let writer: ChildProcess | null = null;

  beforeEach(async () => {
    runs++;
    prefix = `test_${process.pid}_${runs}`;
    process.env.SEQUENTIAL_PAGES = prefix;
    peer = await new PublishPeer().listen();
  });

  afterEach(async () => {
    writer?.kill('SIGKILL');
    writer = null;
    await agent?.stop();
    agent = null;
    await peer.close();
    delete process.env.SEQUENTIAL_PAGES;
    removePages();
  });

  function removePages(): void {
    for (const name of pageNames) rmSync(linuxPagePath(name, prefix), { force: true });
  }

  /** Starts to write; resolves, when all is written, with the time of each step. */
  function write(steps: number, firstPacketId = 1): Promise<number[]> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', writerFile, prefix, `${steps}`, `${firstPacketId}`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    writer = child;
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    return once(child, 'close').then(() => JSON.parse(text) as number[]);
  }

  function frames(): Frame[] {
    return peer.of('batch').flatMap(({ data }) => data);
  }

  /** Ascending, each once, every field of one and the same step, and nothing that a relay would refuse. */
  function expectWhole(list: readonly Frame[]): void {
    for (const [i, frame] of list.entries()) {
      if (i > 0) {
        expect(frame.packetId).toBeGreaterThan(list[i - 1]!.packetId);
        expect(frame.t!).toBeGreaterThan(list[i - 1]!.t!);
      }
      expect(frameProblem(frame, i)).toBeNull();
      const { gas, brake, rpms, speedKmh, brakeBias } = stepValues(frame.packetId);
      expect(frame).toMatchObject({ gas, brake, rpms, speedKmh });
      if (frame.brakeBias !== undefined) expect(frame.brakeBias).toBe(brakeBias);
    }
  }

  /** Five windows of what was published, the times on the machine's clock. */
  function windowsOf(list: readonly Frame[], written: readonly number[]) {
    return fiveWindows(
      list.map(({ packetId, t }) => ({ packetId, t: t!, receivedMs: written[packetId - 1]! })),
    );
  }

  it('reads what another process writes: 60 whole frames a second, in order, none twice', async () => {
    const bare = await BareSampling.start(60);
    agent = await startAgent(options(peer.url), silentLog);
    const written = await write(1700);
    const list = frames();
    expectWhole(list);
    const lost = lostByUs(windowsOf(list, written), bare, lossOfRate);
    expect(lost.rate).toBeLessThan(0.01);
    const { sampling, status } = agent.stats();
    // Slow channels come about four times a second.
    const slow = list.filter((frame) => frame.airC !== undefined).length;
    expect(Math.abs(slow - list.at(-1)!.t! / 250)).toBeLessThan(4);
    expect(sampling.stepMs).toBeCloseTo(3, 1);
    expect(sampling.dropped).toBe(0);
    expect(['driving', 'paused']).toContain(status);
  });

  it('samples every physics step at 333 Hz', async () => {
    const bare = await BareSampling.start('every');
    agent = await startAgent(options(peer.url, { hz: 333 }), silentLog);
    const written = await write(1700);
    const list = frames();
    expectWhole(list);
    // A delayed writer may overwrite a step at once. Nobody can sample such a step.
    const isVisible = (id: number) => (written[id] ?? Infinity) - written[id - 1]! > 1;
    const lossesOfVisible = (samples: readonly Sampled[]) => {
      const [from, to] = [samples[0]!.packetId, samples.at(-1)!.packetId];
      const visible = written.flatMap((_at, i) => (i + 1 >= from && i < to ? [i + 1] : []));
      const sampled = samples.filter(({ packetId }) => isVisible(packetId));
      return { steps: 1 - sampled.length / visible.filter(isVisible).length };
    };
    const lost = lostByUs(windowsOf(list, written), bare, lossesOfVisible, lossesOfSteps);
    expect(list.length).toBeGreaterThan(700);
    expect(lost.steps).toBeLessThanOrEqual(0.01);
  });

  it('goes on when the game restarts', async () => {
    const log = new LogBook();
    agent = await startAgent(options(peer.url), log);
    await until('it waits', () => agent!.stats().status === 'waiting');
    await write(200);
    removePages();
    await until('it waits again', () => agent!.stats().status === 'waiting');
    await write(200);
    const sessions = peer.of('session');
    expect(new Set(sessions.map(({ run }) => run)).size).toBe(2);
    expect(sessions[0]!.facts).toMatchObject({ car: 'ks_ferrari_488_gt3', track: 'monza' });
    await until('the second drive is published', () => {
      const runs = new Set(peer.of('batch').map(({ run }) => run));
      return runs.size === 2;
    });
    expect(peer.of('status').map(({ status }) => status)).toContain('ended');
    expect(log.lines.filter(({ sentence }) => sentence === 'Driving.').length).toBe(2);
    expect(log.complaints).toEqual([]);
  });

  it('reports a pause when the steps stop', async () => {
    agent = await startAgent(options(peer.url), silentLog);
    await write(150);
    await until('the pause is sent', () => peer.of('status').at(-1)?.status === 'paused');
    const last = frames().at(-1)!;
    await write(150, 151);
    await until('it drives on', () => frames().at(-1)!.packetId > 151);
    expect(last.packetId).toBeLessThanOrEqual(150);
    expectWhole(frames());
    expect(new Set(peer.of('batch').map(({ run }) => run)).size).toBe(1);
  });

  it('keeps its frames while no server answers by HTTP', async () => {
    await peer.close();
    agent = await startAgent(options(peer.url, { transport: 'http', session: 'mine' }), silentLog);
    await write(300);
    expect(agent.stats()).toMatchObject({ sessionID: 'mine', publish: { connected: false } });
    expect(agent.stats().publish.framesKept).toBeGreaterThan(5);
  });

  it('ends within five seconds with everything sent, and may be stopped twice', async () => {
    agent = await startAgent(options(peer.url, { batch: 50 }), silentLog);
    await write(300);
    const before = performance.now();
    await Promise.all([agent.stop(), agent.stop()]);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(frames().length).toBe(agent.stats().frames);
    expect(peer.of('status').at(-1)).toMatchObject({ status: 'ended' });
  });
});

describe('invalid options', () => {
  const relay = new URL('http://127.0.0.1:5000');

  it.each([
    [{ hz: 0 }, '1 to 333'],
    [{ hz: 500 }, '1 to 333'],
    [{ hz: Number.NaN }, '1 to 333'],
    [{ batch: 0 }, '1 to 200'],
    [{ batch: 201 }, '1 to 200'],
    [{ batch: 2.5 }, '1 to 200'],
    [{ session: 'a b' }, 'A-Z a-z 0-9'],
    [{ session: 'x'.repeat(65) }, '1 to 64'],
    [{ relay: 'localhost:5000' }, 'http://127.0.0.1:5000'],
  ])('are refused with one sentence: %j', async (more, words) => {
    await expect(startAgent(options(relay, more), silentLog)).rejects.toThrow(words);
  });
});
