/** Which of several recovery attempts counts. */
import { expect, test } from 'vitest';
import { LiveTiming } from '../../../relay/live/live-timing.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';

test('the next recovery reads frames that arrived late during one', () => {
  const made = drive({ laps: 3, lapMs: (lap) => 30_000 + lap });
  const stored = (frames: readonly MadeFrame[]): TimingBook => {
    const book = new TimingBook();
    for (const { frame, lap } of frames) book.addFrame(frame, lap);
    return book;
  };
  const [from, to] = [700, 760];
  const early = stored(made.slice(0, 650));
  const whole = stored(made);
  const book = new LiveTiming();
  for (const { frame, lap } of [...made.slice(0, from), ...made.slice(to)])
    book.addFrame(frame, lap);

  const first = book.beginRecovery();
  book.noteStoredOnly(1_000, 1_000);
  const second = book.beginRecovery();
  book.finishRecovery(first, early, true);
  book.finishRecovery(second, whole, true);

  expect(book.summary().laps.map(({ fuelL }) => fuelL !== null)).toEqual([true, true, true]);
  expect(book.summary()).toEqual(whole.summary());
});

test('a lap that ends before recovery is reported once, with the laps before it', () => {
  const made = drive({
    laps: 4,
    lapMs: (lap) => 30_000 + (lap === 1 ? -500 : 0) - (lap === 3 ? 900 : 0),
  });
  const cut = made.findIndex(({ real, realMs }) => real === 3 && realMs > 25_000);
  const line = made.findIndex(({ real }) => real === 4);
  const stored = new TimingBook();
  for (const { frame, lap } of made.slice(0, cut)) stored.addFrame(frame, lap);

  const book = new LiveTiming();
  const completed = made
    .slice(cut, line + 40)
    .flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
  expect(completed).toEqual([]);
  book.finishRecovery(book.beginRecovery(), stored, true);
  const rest = made
    .slice(line + 40)
    .flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
  expect(rest).toMatchObject([
    { lap: 3, isSessionBest: true, fromLine: true, bestMs: 29_500 },
    { lap: 4, isSessionBest: false },
  ]);
  expect(book.finish()).toEqual([]);
});

test('laps are reported when recovery fails', () => {
  const made = drive({ laps: 3 }).filter(
    ({ real, realMs }) => real > 2 || (real === 2 && realMs > 5_000),
  );
  const line = made.findIndex(({ real }) => real === 3);
  const book = new LiveTiming();
  const completed = made
    .slice(0, line + 40)
    .flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
  expect(completed).toEqual([]);
  book.stopRecovery(book.beginRecovery(), 0);
  expect(book.takeRecovered()).toMatchObject([{ lap: 2, fromLine: false }]);
  expect(book.takeRecovered()).toEqual([]);
});

test('a run that begins with its first lap waits for nothing', () => {
  const made = drive({ laps: 2 });
  const line = made.findIndex(({ real }) => real === 2);
  const book = new LiveTiming();
  const completed = made
    .slice(0, line + 40)
    .flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
  expect(completed).toMatchObject([{ lap: 1, isSessionBest: true }]);
});
