/** The times of a pit stop, on the session's clock. */
import { expect, test } from 'vitest';
import { PitStopReader } from '../../../../overlays/core/reading/pit-stop.ts';
import { driving, nobody } from '../../../support/overlay-samples.ts';

const at = (t: number, inPitLane: boolean, speedKmh = 60) =>
  driving({ inPitLane, speedKmh }, { t });

test('the time in the lane runs from the entry and stays after the exit', () => {
  const reader = new PitStopReader(5);
  expect(reader.read(at(0, false))).toBeNull();
  expect(reader.read(at(1_000, true))).toEqual({ laneMs: 0, stoppedMs: 0, running: true });
  expect(reader.read(at(24_400, true))).toMatchObject({ laneMs: 23_400, running: true });
  expect(reader.read(at(25_000, false))).toMatchObject({ laneMs: 24_000, running: false });
  expect(reader.read(at(29_900, false))).toMatchObject({ laneMs: 24_000, running: false });
  expect(reader.read(at(30_000, false))).toBeNull();
});

test('the longest time that the car stands is the stop', () => {
  const reader = new PitStopReader(5);
  reader.read(at(0, false));
  reader.read(at(1_000, true));
  for (let t = 5_000; t <= 13_100; t += 100) reader.read(at(t, true, 0));
  reader.read(at(13_200, true, 20));
  // It waits for another car for a moment.
  reader.read(at(14_000, true, 0));
  expect(reader.read(at(15_000, true, 0))).toMatchObject({ stoppedMs: 8_100 });
  expect(reader.read(at(20_000, false))).toMatchObject({ stoppedMs: 8_100, running: false });
});

test('a car that is first seen in its box has no stop, but its next one is told', () => {
  const reader = new PitStopReader(5);
  expect(reader.read(at(0, true, 0))).toBeNull();
  expect(reader.read(at(9_000, false))).toBeNull();
  expect(reader.read(at(99_000, true))).toMatchObject({ laneMs: 0 });
});

test('without the channel there is no stop', () => {
  expect(new PitStopReader(5).read(driving({ speedKmh: 0 }))).toBeNull();
});

test('another session, or none, ends a stop', () => {
  const reader = new PitStopReader(5);
  reader.read(at(0, false));
  reader.read(at(1_000, true));
  expect(reader.read(nobody)).toBeNull();
  expect(reader.read(at(3_000, true))).toBeNull();
});

test('a replay that begins again ends a stop', () => {
  const reader = new PitStopReader(5);
  reader.read(at(0, false));
  reader.read(at(80_000, true));
  expect(reader.read(at(10, true))).toBeNull();
});
