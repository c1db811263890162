/**
 * Recorded drives of few samples a second: the timing book and a running relay give each lap the time that the game
 * gave. One drive is generated here; `SEQ_DRIVES=FOLDER` adds every drive in that folder.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { drive } from '../../support/made-drive.ts';
import {
  driveColumns,
  type RecordedDrive,
  readDrive,
  recordedDrives,
} from '../../support/recorded-drive.ts';
import { startTestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

const madeLapMs = (lap: number) => [120_000, 110_844, 96_288, 93_198, 95_000][lap]!;

/** A table of a drive with 8 samples a second, joined halfway in its first lap, with laps counted from 0. */
function madeTable(): string {
  const made = drive({ laps: 4, lapMs: (lap) => madeLapMs(lap - 1), hz: 8, firstLap: 0 });
  const lines = made.slice(40 * 8).map(({ frame, lap }) => {
    const cells: Record<(typeof driveColumns)[number], number> = {
      t: frame.t! / 1000,
      gas: frame.gas,
      brake: frame.brake,
      gear: frame.gear + 1,
      rpm: frame.rpms,
      speedKmh: frame.speedKmh,
      steer: frame.steerAngle,
      normalizedPos: frame.trackPosition!,
      lap,
      lapTimeMs: frame.currentLapTime!,
      lastLapMs: frame.lastLapTime ?? 0,
      bestLapMs: frame.bestLapTime ?? 0,
      fuel: frame.fuel,
    };
    return driveColumns.map((name) => cells[name]).join(',');
  });
  return [driveColumns.join(','), ...lines].join('\n');
}

const drives = [{ file: 'made here', text: madeTable() }, ...recordedDrives()];

/** Times of the laps after the first. The recording may have joined the first halfway. */
function known({ samples, lapMs }: RecordedDrive): { lap: number; timeMs: number }[] {
  const first = samples[0]!.lap;
  return [...lapMs].filter(([lap]) => lap !== first).map(([lap, timeMs]) => ({ lap, timeMs }));
}

test('the laps of the generated drive are known', () => {
  expect(known(readDrive(madeTable()))).toEqual(
    [1, 2, 3].map((lap) => ({ lap, timeMs: madeLapMs(lap) })),
  );
});

describe.each(drives)('a recorded drive, $file', ({ text }) => {
  const recorded = readDrive(text);
  const laps = known(recorded);
  const bestMs = Math.min(...laps.map(({ timeMs }) => timeMs));

  test('has the lap times of the game in the timing book', () => {
    const book = new TimingBook();
    const completed = recorded.samples.flatMap(
      ({ frame, lap }) => book.addFrame(frame, lap).completed,
    );
    const whole = completed.filter(({ fromLine }) => fromLine);
    expect(whole.map(({ lap, timeMs }) => ({ lap, timeMs }))).toEqual(laps);
    for (const lap of whole) expect(lap).toMatchObject({ whole: true, valid: true, pitted: false });
    expect(whole.filter(({ isSessionBest }) => isSessionBest).at(-1)!.timeMs).toBe(bestMs);
  });

  test('has them in the database and the API of a relay', async () => {
    const file = join(temporaryFolder(), 'drive.db');
    const relay = await startTestRelay({ db: `sqlite:${file}` });
    for (const lap of new Set(recorded.samples.map((sample) => sample.lap))) {
      const frames = recorded.samples.filter((one) => one.lap === lap).map(({ frame }) => frame);
      for (let at = 0; at < frames.length; at += limits.batchFramesMax) {
        const batch = frames.slice(at, at + limits.batchFramesMax);
        expect((await relay.post('DRIVE', lap, batch)).json).toEqual({ accepted: batch.length });
      }
    }
    const frames = async () => {
      const { json } = await relay.ask('/api/sessions/DRIVE');
      return (json as { frames?: number }).frames;
    };
    await until('all is stored', async () => (await frames()) === recorded.samples.length);
    const { json } = await relay.ask('/api/sessions/DRIVE/laps');
    const stored = (json as { laps: { lap: number; lapMs: number; fromLine: boolean }[] }).laps;
    const whole = stored.filter(({ fromLine }) => fromLine);
    expect(whole.map(({ lap, lapMs: timeMs }) => ({ lap, timeMs }))).toEqual(laps);
    const best = await relay.ask('/api/sessions/DRIVE/laps/best');
    const fastest = laps.find(({ timeMs }) => timeMs === bestMs)!;
    expect(best.json).toMatchObject({ lap: fastest.lap });
  });
});
