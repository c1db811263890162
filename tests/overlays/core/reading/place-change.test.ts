/** Places gained and lost, at counted times. */
import { expect, test } from 'vitest';
import { PlaceReader } from '../../../../overlays/core/reading/place-change.ts';
import { driving, nobody } from '../../../support/overlay-samples.ts';

const race = { sessionInfo: { sessionType: 2 } };

/** Reads a place from one time to another, every 100 ms. */
function hold(reader: PlaceReader, position: number, fromMs: number, untilMs: number, more = race) {
  let reading = reader.read(driving({ position }, more), fromMs);
  for (let atMs = fromMs; atMs <= untilMs; atMs += 100) {
    reading = reader.read(driving({ position }, more), atMs);
  }
  return reading;
}

test('the first place is not a change', () => {
  expect(hold(new PlaceReader(5), 4, 0, 1000)).toEqual({ place: 4, change: 0 });
});

test('a place gained is told for the time asked for', () => {
  const reader = new PlaceReader(5);
  hold(reader, 4, 0, 1000);
  expect(hold(reader, 3, 1100, 1500)).toEqual({ place: 3, change: 1 });
  expect(hold(reader, 3, 1600, 6400)).toEqual({ place: 3, change: 1 });
  expect(hold(reader, 3, 6500, 6600)).toEqual({ place: 3, change: 0 });
});

test('a place lost is negative', () => {
  const reader = new PlaceReader(5);
  hold(reader, 4, 0, 1000);
  expect(hold(reader, 6, 1100, 1600)).toEqual({ place: 6, change: -2 });
});

test('places that are gained one after the other are told together', () => {
  const reader = new PlaceReader(5);
  hold(reader, 9, 0, 1000);
  hold(reader, 8, 1100, 2000);
  expect(hold(reader, 6, 2100, 2600)).toEqual({ place: 6, change: 3 });
});

test('two cars that exchange places at the line change nothing until one place holds', () => {
  const reader = new PlaceReader(5);
  hold(reader, 4, 0, 1000);
  for (let atMs = 1100; atMs < 3000; atMs += 200) {
    expect(reader.read(driving({ position: 3 }, race), atMs).place).toBe(4);
    expect(reader.read(driving({ position: 4 }, race), atMs + 100).change).toBe(0);
  }
});

test('outside a race a better lap moves the place without an event', () => {
  const reader = new PlaceReader(5);
  const practice = { sessionInfo: { sessionType: 0 } };
  hold(reader, 4, 0, 1000, practice);
  expect(hold(reader, 1, 1100, 1600, practice)).toEqual({ place: 1, change: 0 });
});

test('another session begins without an event', () => {
  const reader = new PlaceReader(5);
  hold(reader, 4, 0, 1000);
  const again = driving({ position: 12 }, { ...race, reset: true });
  expect(reader.read(again, 1100)).toEqual({ place: 12, change: 0 });
  expect(reader.read(nobody, 1200)).toEqual({ place: null, change: 0 });
});
