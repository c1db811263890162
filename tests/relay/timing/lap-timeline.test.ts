import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeColumnsOf } from '../../../protocol/driven-time.ts';
import {
  type LapPackets,
  lapPacketsOf,
  lapTimeline,
  type TimelineColumns,
} from '../../../relay/timing/lap-timeline.ts';
import { type Driven, type DriveOptions, drive } from '../laps/drives.ts';

function columns(driven: readonly Driven[]): TimelineColumns {
  const { packetId, t, clockMs } = timeColumnsOf(driven.map(({ frame }) => frame));
  return {
    packetId: Float64Array.from(packetId),
    t: Float64Array.from(t),
    clockMs: Float64Array.from(clockMs),
    lap: Float64Array.from(driven, ({ lap }) => lap),
  };
}

/** The timeline of a lap, with its frames. */
function timeline(options: DriveOptions, lap: number, known: Partial<LapPackets> = {}) {
  const driven = drive(options);
  const all = columns(driven);
  const lapMs = known.lapMs === undefined ? (options.lapMs ?? 90_010) : known.lapMs;
  const line = lapTimeline(all, lap, { ...lapPacketsOf(all, lap, lapMs), ...known });
  if (line === null) throw new Error('There is no such lap.');
  return { ...line, frames: driven.slice(line.first, line.end) };
}

/** Between two frames at 60 Hz. */
const stepMs = 1000 / 60;

describe('the frames of a lap', () => {
  test.each([
    ['in a plain drive', {}],
    ['with a pause without frames', { pauseLap: 2 }],
    ['with a pause with frames', { pauseLap: 2, pauseMs: 20_000, pausePublished: true }],
    ['when the number changes after the clock', { countLateMs: 480 }],
    ['when the number changes before the clock', { countLateMs: -480 }],
    ['of a publisher without a clock of its own', { without: ['t'] }],
    ['at 333 Hz on a long track', { hz: 333, lapMs: 480_010 }],
    ['of two hours', { hz: 5, lapMs: 7_199_999, pauseLap: 2, pauseMs: 86_400_000 }],
  ] as [string, DriveOptions][])('go from line to line, %s', (_, options) => {
    const { hz = 60, lapMs = 90_010 } = options;
    const { frames, timesMs, fromLine, lineMs, hasPast } = timeline({ laps: 2, ...options }, 2);
    expect({ fromLine, lineMs, hasPast }).toEqual({ fromLine: true, lineMs: lapMs, hasPast: true });
    const step = 1000 / hz;
    expect(timesMs[0]).toBeGreaterThanOrEqual(-1);
    expect(timesMs[0]).toBeLessThan(step + 1);
    expect(timesMs.at(-2)).toBeLessThan(lapMs + 1);
    expect(timesMs.at(-2)).toBeGreaterThan(lapMs - step - 1);
    expect(timesMs.at(-1)).toBeGreaterThanOrEqual(lapMs);
    for (const [i, { frame }] of frames.entries()) {
      expect(Math.abs(timesMs[i]! - frame.currentLapTime!)).toBeLessThan(
        options.pausePublished ? step : 4,
      );
    }
  });

  test('of a restarted lap are those of the last attempt', () => {
    const { frames, timesMs, fromLine, lineMs } = timeline({ restartMs: 60_000 }, 1);
    expect(frames[0]!.frame.currentLapTime).toBe(0);
    expect(frames).toHaveLength(Math.ceil(90_010 / stepMs));
    expect(timesMs[0]).toBeCloseTo(0, 0);
    expect({ fromLine, lineMs }).toEqual({ fromLine: true, lineMs: 90_010 });
  });

  test('of a lap that was joined late begin at the first frame and end at the line', () => {
    for (const without of [[], ['currentLapTime']] as const) {
      const { timesMs, fromLine, lineMs } = timeline({ fromMs: 35_000, without }, 1);
      expect(timesMs[0]! / 1000).toBeCloseTo(35, 1);
      expect({ fromLine, lineMs }).toEqual({ fromLine: false, lineMs: 90_010 });
    }
  });

  test('of a lap without a clock are those with its number', () => {
    const { frames, timesMs, fromLine, lineMs } = timeline({ without: ['currentLapTime'] }, 2);
    expect(frames.every(({ lap }) => lap === 2)).toBe(true);
    expect(timesMs[0]).toBe(0);
    expect({ fromLine, lineMs }).toEqual({ fromLine: true, lineMs: 90_010 });
  });

  test('of an unfinished lap end at the last frame', () => {
    const { frames, timesMs, fromLine, lineMs, hasPast } = timeline(
      { laps: 1, afterMs: 30_000 },
      2,
      {
        lapMs: null,
      },
    );
    expect(frames).toHaveLength(1800);
    expect(timesMs.at(-1)).toBeCloseTo(29_980, -2);
    expect({ fromLine, lineMs, hasPast }).toEqual({ fromLine: true, lineMs: null, hasPast: false });
  });

  test('end at the line when it is the last moment of the drive', () => {
    const { lineMs, hasPast } = timeline({ laps: 2, afterMs: 0 }, 2);
    expect({ lineMs, hasPast }).toEqual({ lineMs: 90_010, hasPast: false });
  });

  test('end where the clock restarted when the number has not changed yet', () => {
    const options = { laps: 2, countLateMs: 480, afterMs: 400 };
    const { lineMs, hasPast } = timeline(options, 2, { lapMs: null });
    expect({ hasPast, lineS: Math.round(lineMs! / 10) }).toEqual({ hasPast: true, lineS: 9001 });
  });

  test('go from the start packet to the line packet of the timing book', () => {
    const driven = drive({ restartMs: 60_000 });
    const start = driven.findIndex(({ frame }, i) => i > 0 && frame.currentLapTime === 0);
    const past = driven.findIndex(({ frame }) => frame.lastLapTime === 90_010);
    const packets = {
      startPacket: driven[start]!.frame.packetId,
      linePacket: driven[past]!.frame.packetId,
    };
    const { first, end, fromLine, lineMs } = lapTimeline(columns(driven), 1, {
      ...packets,
      lapMs: 90_010,
    })!;
    expect({ first, end, fromLine, lineMs }).toEqual({
      first: start,
      end: past,
      fromLine: true,
      lineMs: 90_010,
    });
  });

  test('go from line to line in any combination', () => {
    const options = fc.record({
      hz: fc.constantFrom(8, 20, 60, 100),
      lapMs: fc.integer({ min: 20_000, max: 60_000 }),
      countLateMs: fc.integer({ min: -490, max: 490 }),
      pauseLap: fc.constantFrom(1, 2, 3),
      pauseMs: fc.integer({ min: 1_000, max: 40_000_000 }),
      restartMs: fc.constantFrom(0, 15_000),
      without: fc.constantFrom<readonly ('t' | 'trackPosition')[]>([], ['t'], ['trackPosition']),
    });
    fc.assert(
      fc.property(options, fc.constantFrom(1, 2, 3), (given, lap) => {
        const { timesMs, fromLine, lineMs, hasPast } = timeline({ laps: 3, ...given }, lap);
        expect({ fromLine, lineMs, hasPast }).toEqual({
          fromLine: true,
          lineMs: given.lapMs,
          hasPast: true,
        });
        const step = 1000 / given.hz;
        expect(timesMs[0]).toBeLessThan(step + 4);
        expect(timesMs.at(-2)).toBeGreaterThan(given.lapMs - step - 4);
        for (let i = 1; i < timesMs.length; i++) {
          expect(timesMs[i]).toBeGreaterThanOrEqual(timesMs[i - 1]!);
          expect(timesMs[i]! - timesMs[i - 1]!).toBeLessThan(1.5 * step + 4);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are missing when no frame is stored', () => {
    expect(lapTimeline(columns([]), 1, { startPacket: null, linePacket: null, lapMs: null })).toBe(
      null,
    );
  });
});
