import { expect, test } from 'vitest';
import { RelayClock } from '../../../../overlays/core/net/relay-clock.ts';
import { randomOf } from '../playout/link.ts';

test('nothing is known before the first pong', () => {
  const clock = new RelayClock();
  expect(clock.at(1000)).toBeNull();
  expect(clock.tripMs).toBeNull();
});

test('the clock is found within a millisecond through a link of uneven lateness', () => {
  const random = randomOf(7);
  const clock = new RelayClock();
  const offset = 1_790_000_000_000;
  for (let n = 0; n < 30; n++) {
    const sent = n * 10_000;
    const there = 20 + random() * 30;
    const back = 20 + random() * 30;
    clock.heard(sent, sent + there + back, sent + there + offset);
  }
  // Half the difference between the two ways is what no measurement can see; the quickest round has least of it.
  expect(Math.abs(clock.at(300_000)! - 300_000 - offset)).toBeLessThan(8);
  expect(clock.tripMs).toBeLessThan(60);
});

test('clocks that drift apart are followed', () => {
  const clock = new RelayClock();
  const drift = 0.0001;
  for (let n = 0; n < 200; n++) {
    const sent = n * 10_000;
    clock.heard(sent, sent + 2, (sent + 1) * (1 + drift));
  }
  const now = 2_000_000;
  expect(Math.abs(clock.at(now)! - now * (1 + drift))).toBeLessThan(3);
});

test('another relay begins anew', () => {
  const clock = new RelayClock();
  clock.heard(0, 1, 500);
  clock.reset();
  expect(clock.at(0)).toBeNull();
});
