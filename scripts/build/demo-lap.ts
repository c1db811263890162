/**
 * Makes the lap that `?lap=demo` plays. The demo car drives in time-lapse through the agent's decoder and the relay's
 * timing; the best laps are packed. The same sources give the same bytes. The drive is cached in `dist/`, because it
 * takes longer than the rest of a build.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import { channelNames } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { encodeFrames, formOf } from '../../protocol/frame-codec.ts';
import type { LapReplay } from '../../protocol/lap-replay.ts';
import { limits } from '../../protocol/limits.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import { TimingBook } from '../../relay/timing/timing-book.ts';
import { madeOnce } from '../made-once.ts';
import { root } from '../root.ts';
import { demoLapInputs, hashOf } from './inputs.ts';

/**
 * The drive begins with a slow lap and an invalid one. The two packed laps follow: one a little slower than the best, and
 * one that beats it.
 */
const drive = { seed: 6, pitEveryLaps: 0, spoiltLap: 2, driver: 'A. Driver' } as const;
const firstLap = 4;
const laps = 2;
/** The replay goes on after the finish line for so long, so that viewers see the lap time, ms. */
const afterMs = 4_000;
const hz = 60;

export interface DemoLap extends LapReplay {
  data: Frame[];
}

/** @param mapPath address of the track map */
export function driveDemoLap(mapPath: string): { replay: DemoLap; map: TrackMap } {
  const book = new TimingBook();
  const replay: DemoLap = { sessionID: 'DEMO', lap: firstLap, facts: {}, data: [], boards: [] };
  let endsT = Infinity;
  for (const { frame, info } of timeLapse(drive, 3_600, hz)) {
    const lap = frame.lap!;
    if (replay.facts.car === undefined) {
      replay.facts = info() ?? {};
      book.setInfo(replay.facts);
    }
    const { deltas } = book.addFrame(frame, lap);
    if (book.learntMap !== null) book.setTrackMap(mapPath);
    if (lap < firstLap) continue;
    if (lap === firstLap + laps && endsT === Infinity) endsT = frame.t! + afterMs;
    if (frame.t! > endsT) break;
    replay.data.push({ ...frame, ...deltas });
    if (book.consumeChange() || replay.boards.length === 0) {
      replay.boards.push({ packetId: frame.packetId, board: book.summary() });
    }
  }
  const { track = '', trackConfiguration = '' } = replay.facts;
  const learnt = book.learntMap;
  if (learnt === null) throw new Error('The demo car drove no lap to learn the track from.');
  return { replay, map: { track, trackConfiguration, ...learnt } };
}

/**
 * Gzip of: length of the head (4 bytes, little endian), the head as JSON (`channels` and all of `LapReplay` but
 * `data`), then compact frames, each message with its length before it. `overlays/core/playout/replay-laps.ts` reads it.
 */
export function packDemoLap({ data, ...head }: DemoLap): Buffer {
  const form = formOf(channelNames);
  const channels = form.channels.map(({ name }) => name);
  const parts = [Buffer.from(JSON.stringify({ ...head, channels }))];
  for (let i = 0; i < data.length; i += limits.batchFramesMax) {
    const frames = data.slice(i, i + limits.batchFramesMax);
    parts.push(Buffer.from(encodeFrames(form, head.lap, frames)));
  }
  const withLengths = parts.flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(part.length);
    return [length, part];
  });
  return gzipSync(Buffer.concat(withLengths), { level: 9 });
}

/**
 * Writes the lap and its map into the folder of assets.
 * @param assetsAddress where the relay serves that folder
 * @returns the address of the lap
 */
export async function buildDemoLap(assets: string, assetsAddress: string): Promise<string> {
  const home = join(root, 'dist', 'demo-lap');
  const name = hashOf(demoLapInputs);
  const kept = await madeOnce(join(home, name), (folder) => {
    for (const old of readdirSync(home)) {
      if (!old.startsWith(name)) rmSync(join(home, old), { recursive: true, force: true });
    }
    // The map's name has no hash of its own; the lap names it, and the lap's name has one.
    const { replay, map } = driveDemoLap(`${assetsAddress}demo-track.json`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'demo-track.json'), JSON.stringify(map));
    writeFileSync(join(folder, 'demo-lap.bin'), packDemoLap(replay));
  });
  const lap = readFileSync(join(kept, 'demo-lap.bin'));
  const hash = createHash('sha256').update(lap).digest('hex').slice(0, 8).toUpperCase();
  writeFileSync(join(assets, `demo-lap-${hash}.bin`), lap);
  copyFileSync(join(kept, 'demo-track.json'), join(assets, 'demo-track.json'));
  return `${assetsAddress}demo-lap-${hash}.bin`;
}
