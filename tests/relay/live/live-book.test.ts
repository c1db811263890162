/** Which of several readings of a live book counts. */
import { expect, test } from 'vitest';
import { LiveBook } from '../../../relay/live/live-book.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';

test('what came late while a book was read back is read by the next reading', () => {
  const made = drive({ laps: 3, lapMs: (lap) => 30_000 + lap });
  const stored = (frames: readonly MadeFrame[]): TimingBook => {
    const book = new TimingBook();
    for (const { frame, lap } of frames) book.take(frame, lap);
    return book;
  };
  const [from, to] = [700, 760];
  const early = stored(made.slice(0, 650));
  const whole = stored(made);
  const book = new LiveBook();
  for (const { frame, lap } of [...made.slice(0, from), ...made.slice(to)]) book.take(frame, lap);

  const first = book.beginReading();
  book.storedOnly(1_000, 1_000);
  const second = book.beginReading();
  book.finishReading(first, early, true);
  book.finishReading(second, whole, true);

  expect(book.board().laps.map(({ fuelL }) => fuelL !== null)).toEqual([true, true, true]);
  expect(book.board()).toEqual(whole.board());
});
