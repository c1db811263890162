/** The demo lap of the pages: driven, packed and read again. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readDemoLap } from '../../overlays/core/playout/replay-laps.ts';
import { channels } from '../../protocol/channels.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import { buildDemoLap, driveDemoLap, packDemoLap } from '../../scripts/build/demo-lap.ts';
import { temporaryFolder, withFile } from '../support/clean-up.ts';

const folder = temporaryFolder(withFile);

const { replay: driven } = driveDemoLap('/assets/demo-track.json');
const packed = packDemoLap(driven);

function read(bytes: Uint8Array) {
  const plain = gunzipSync(bytes);
  return readDemoLap(
    plain.buffer.slice(plain.byteOffset, plain.byteOffset + plain.byteLength) as ArrayBuffer,
  );
}

const lap = read(packed);

function distance(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b);
  return a === b ? 0 : Number.NaN;
}

describe('The demo lap', () => {
  test('reaches a page as it was driven, to the finest step of every channel', () => {
    expect(lap).toMatchObject({ sessionID: 'DEMO', lap: 4, facts: { car: 'sq_kestrel_gt' } });
    expect(lap.boards).toEqual(driven.boards);
    expect(lap.data).toHaveLength(driven.data.length);
    const worst = new Map<string, number>();
    for (const [i, frame] of driven.data.entries()) {
      for (const { name, step } of channels) {
        const [is, was] = [lap.data[i]![name], frame[name]];
        if (was === undefined) continue;
        const away = [is].flat().map((value, k) => distance(value, [was].flat()[k]) / step);
        worst.set(name, Math.max(worst.get(name) ?? 0, ...away));
      }
    }
    expect(worst.size).toBeGreaterThan(30);
    expect([...worst].filter(([, away]) => !(away <= 0.5 + 1e-6))).toEqual([]);
  });

  test('has earlier laps, sectors, fuel, deltas of both signs and a best lap of its own', () => {
    const first = lap.boards[0]!.board;
    const last = lap.boards.at(-1)!.board;
    expect(first.laps.map(({ lap: number }) => number)).toEqual([1, 2, 3]);
    expect(first.laps.map(({ valid }) => valid)).toEqual([true, false, true]);
    expect(last.laps.map(({ lap: number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(last.sessionBestLap).toBe(5);
    expect(first.fuelPerLapL).toBeGreaterThan(2);
    expect(lap.boards.some(({ board }) => board.currentSectorsMs.length === 2)).toBe(true);
    const deltas = lap.data.flatMap(({ deltaBestMs }) => deltaBestMs ?? []);
    expect(deltas.length).toBeGreaterThan(lap.data.length * 0.98);
    expect(Math.max(...deltas)).toBeGreaterThan(100);
    expect(Math.min(...deltas)).toBeLessThan(-300);
    expect(Math.max(...deltas.map(Math.abs))).toBeLessThan(2_000);
  });

  test('has the same bytes each time, and few of them', () => {
    expect(packDemoLap(driveDemoLap('/assets/demo-track.json').replay).equals(packed)).toBe(true);
    expect(packed.length).toBeLessThan(150_000);
  });

  test('lies in the assets under the hash of its content, beside the map of its track', async () => {
    const address = await buildDemoLap(folder, '/assets/');
    expect(address).toMatch(/^\/assets\/demo-lap-[0-9A-F]{8}\.bin$/);
    expect(readdirSync(folder).sort()).toEqual(
      [address.slice('/assets/'.length), 'demo-track.json'].sort(),
    );
    const map = JSON.parse(readFileSync(join(folder, 'demo-track.json'), 'utf8')) as TrackMap;
    expect(map).toMatchObject({ track: 'sq_hollowmere', trackConfiguration: 'gp' });
    expect(map.points.length).toBeGreaterThan(100);
    expect(statSync(join(folder, 'demo-track.json')).size).toBeLessThan(50_000);
    expect(lap.boards.every(({ board }) => board.trackMap === '/assets/demo-track.json')).toBe(
      true,
    );
  });
});
