import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeColumnsOf } from '../../../protocol/driven-time.ts';
import {
  type LapSpan,
  lapSpanOf,
  lapTimeline,
  type SpanColumns,
} from '../../../relay/timing/lap-span.ts';
import { type Driven, type DriveOptions, drive } from '../laps/drives.ts';

function columns(driven: readonly Driven[]): SpanColumns {
  const { packetId, t, clockMs } = timeColumnsOf(driven.map(({ frame }) => frame));
  return {
    packetId: Float64Array.from(packetId),
    t: Float64Array.from(t),
    clockMs: Float64Array.from(clockMs),
    lap: Float64Array.from(driven, ({ lap }) => lap),
  };
}

/** The timeline of a lap, with its frames. */
function timeline(options: DriveOptions, lap: number, told: Partial<LapSpan> = {}) {
  const driven = drive(options);
  const all = columns(driven);
  const lapMs = told.lapMs === undefined ? (options.lapMs ?? 90_010) : told.lapMs;
  const line = lapTimeline(all, lap, { ...lapSpanOf(all, lap, lapMs), ...told });
  if (line === null) throw new Error('There is no such lap.');
  return { ...line, frames: driven.slice(line.first, line.end) };
}

/** The rest of a step before a line at 90.010 s, at 60 Hz. */
const stepMs = 1000 / 60;

describe('the frames of a lap', () => {
  test.each([
    ['as they come', {}],
    ['with a pause that nobody published through', { pauseLap: 2 }],
    ['with a pause that was published through', { pauseLap: 2, pauseMs: 20_000, pauseTold: true }],
    ['where the number changes after the clock', { countLateMs: 480 }],
    ['where the number changes before the clock', { countLateMs: -480 }],
    ['of a publisher without a clock of its own', { without: ['t'] }],
    ['at 333 Hz on a long track', { hz: 333, lapMs: 480_010 }],
    ['of two hours', { hz: 5, lapMs: 7_199_999, pauseLap: 2, pauseMs: 86_400_000 }],
  ] as [string, DriveOptions][])('are those from line to line, %s', (_, options) => {
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
        options.pauseTold ? step : 4,
      );
    }
  });

  test('of a lap that was begun again are those of the last attempt', () => {
    const { frames, timesMs, fromLine, lineMs } = timeline({ restartMs: 60_000 }, 1);
    expect(frames[0]!.frame.currentLapTime).toBe(0);
    expect(frames).toHaveLength(Math.ceil(90_010 / stepMs));
    expect(timesMs[0]).toBeCloseTo(0, 0);
    expect({ fromLine, lineMs }).toEqual({ fromLine: true, lineMs: 90_010 });
  });

  test('of a lap that was joined on its way begin where they do, and end at the line', () => {
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

  test('of a lap that is not over end where they do', () => {
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

  test('of a lap whose last moment is its line end there, though nothing came after', () => {
    const { lineMs, hasPast } = timeline({ laps: 2, afterMs: 0 }, 2);
    expect({ lineMs, hasPast }).toEqual({ lineMs: 90_010, hasPast: false });
  });

  test('of a lap whose number is still to change end where its clock started again', () => {
    const told = { lapMs: null };
    const { lineMs, hasPast } = timeline({ laps: 2, countLateMs: 480, afterMs: 400 }, 2, told);
    expect({ hasPast, lineS: Math.round(lineMs! / 10) }).toEqual({ hasPast: true, lineS: 9001 });
  });

  test('are cut by what the book of laps says of it', () => {
    const driven = drive({ restartMs: 60_000 });
    const start = driven.findIndex(({ frame }, i) => i > 0 && frame.currentLapTime === 0);
    const past = driven.findIndex(({ frame }) => frame.lastLapTime === 90_010);
    const told = {
      startPacket: driven[start]!.frame.packetId,
      linePacket: driven[past]!.frame.packetId,
    };
    const { first, end, fromLine, lineMs } = lapTimeline(columns(driven), 1, {
      ...told,
      lapMs: 90_010,
    })!;
    expect({ first, end, fromLine, lineMs }).toEqual({
      first: start,
      end: past,
      fromLine: true,
      lineMs: 90_010,
    });
  });

  test('are those from line to line, whatever comes together', () => {
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

  test('are none where none are stored', () => {
    expect(lapTimeline(columns([]), 1, { startPacket: null, linePacket: null, lapMs: null })).toBe(
      null,
    );
  });
});
