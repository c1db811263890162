/** The demo car in its own process, in real time and with real pages. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { RunOptions } from '../../../agent/demo/main.ts';
import { linuxPagePath, pageNames } from '../../../agent/games/assetto-corsa/layout.ts';
import { root } from '../../../scripts/root.ts';
import { needThat } from '../../support/need.ts';
import { until } from '../../support/until.ts';
import { g, PageReader, p, s } from './logbook.ts';

const linux = needThat(process.platform === 'linux' ? null : 'pages as files are for Linux');
let prefixes = 0;

/** Another word than the game's, so that tests never meet a game or each other. */
function freshPrefix(): string {
  prefixes += 1;
  const prefix = `acpmf-test-${process.pid}-${prefixes}`;
  onTestFinished(() => {
    for (const name of pageNames) rmSync(linuxPagePath(name, prefix), { force: true });
  });
  return prefix;
}

interface Driving {
  readonly child: ChildProcess;
  /** All that was printed so far. */
  readonly printed: () => string;
  readonly ended: Promise<number | null>;
  /** Closes its input, which ends it cleanly. */
  stop(): Promise<number | null>;
}

function drive(options: RunOptions): Driving {
  const program = join(root, 'tests/agent/demo/drive-program.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(options)], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const stop = (): Promise<number | null> => {
    child.stdin.end();
    return ended;
  };
  onTestFinished(async () => {
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await stop();
    clearTimeout(force);
  });
  return { child, printed: () => text, ended, stop };
}

async function driving(options: RunOptions): Promise<Driving> {
  const car = drive(options);
  await until('the demo car drives', () => car.printed().includes('driving'));
  return car;
}

function physicsOf(prefix: string): PageReader {
  return new PageReader(readFileSync(linuxPagePath('physics', prefix)));
}

function staticOf(prefix: string): PageReader {
  return new PageReader(readFileSync(linuxPagePath('static', prefix)));
}

function graphicsOf(prefix: string): PageReader {
  return new PageReader(readFileSync(linuxPagePath('graphics', prefix)));
}

linux('the demo car in real time', () => {
  test('writes 333.33 steps and 60 frames a second, within one per cent, and removes its pages', async () => {
    const prefix = freshPrefix();
    const car = await driving({ seed: 1, pagesPrefix: prefix });
    await until('the session has loaded', () => staticOf(prefix).text(s.track) !== '');
    const measure = (): { ms: number; steps: number; frames: number } => ({
      steps: physicsOf(prefix).int(p.packetId),
      frames: graphicsOf(prefix).int(g.packetId) / 2,
      ms: performance.now(),
    });
    const first = measure();
    await sleep(3_000);
    const last = measure();
    const seconds = (last.ms - first.ms) / 1000;
    const steps = (last.steps - first.steps) / seconds;
    expect(Math.abs(steps / 333.333 - 1), `${steps} steps a second`).toBeLessThan(0.01);
    const frames = (last.frames - first.frames) / seconds;
    expect(Math.abs(frames / 60 - 1), `${frames} frames a second`).toBeLessThan(0.015);
    expect(await car.stop()).toBe(0);
    expect(car.printed()).toMatch(/ended, \d/);
    for (const name of pageNames) expect(existsSync(linuxPagePath(name, prefix))).toBe(false);
  });

  test('does not overwrite the pages of another program, and gives the reason', async () => {
    const prefix = freshPrefix();
    await driving({ seed: 1, pagesPrefix: prefix });
    const second = drive({ seed: 2, pagesPrefix: prefix });
    expect(await second.ended).toBe(1);
    expect(second.printed()).toContain(
      "refused pages-taken: Another program writes the game's memory pages right now",
    );
    const before = physicsOf(prefix).int(p.packetId);
    await until('the first drives on', () => physicsOf(prefix).int(p.packetId) > before);
  });

  test('uses the idle pages of a bridge and leaves them empty', async () => {
    const prefix = freshPrefix();
    const old = new Uint8Array(2_048).fill(7);
    for (const name of pageNames) writeFileSync(linuxPagePath(name, prefix), old);
    const car = await driving({ seed: 1, pagesPrefix: prefix });
    await until('the session has loaded', () => staticOf(prefix).text(s.track) === 'sq_hollowmere');
    await car.stop();
    for (const name of pageNames) {
      const bytes = readFileSync(linuxPagePath(name, prefix));
      expect(bytes.length).toBe(2_048);
      expect(bytes.subarray(0, 296).every((byte) => byte === 0)).toBe(true);
    }
  });

  test('removes the pages with the game and makes new ones for the next', async () => {
    const prefix = freshPrefix();
    // Eight times as fast, so that nobody waits for the script.
    await driving({
      seed: 1,
      speed: 8,
      pagesPrefix: prefix,
      script: [{ atS: 8, do: 'new-game', car: 'sq_wren_cup' }],
    });
    // The page may disappear between the check and the read.
    const carOf = (): string => {
      try {
        return staticOf(prefix).text(s.carModel);
      } catch {
        return 'none';
      }
    };
    await until('the first car is there', () => carOf() === 'sq_kestrel_gt');
    await until('its pages are gone', () => carOf() === 'none');
    await until('the second car is there', () => carOf() === 'sq_wren_cup');
    expect(physicsOf(prefix).int(p.packetId)).toBeLessThan(2_000);
  });

  test('ends after its laps', async () => {
    const prefix = freshPrefix();
    const car = await driving({ seed: 1, speed: 400, laps: 1, pagesPrefix: prefix });
    expect(await car.ended).toBe(0);
    expect(existsSync(linuxPagePath('physics', prefix))).toBe(false);
  });
});
