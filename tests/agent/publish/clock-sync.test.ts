/** The relay's clock as learnt from pings and pongs, and the pauses before it is tried again. */
import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../agent/publish/backoff.ts';
import { ClockSync } from '../../../agent/publish/clock-sync.ts';
import { onRelay, publishSocketUrl, relayUrl } from '../../../agent/publish/relay-url.ts';
import { limits } from '../../../protocol/limits.ts';

/** A ping and its answer: so long there, so long back, with a relay whose clock is `offset` ahead. */
function exchange(clock: ClockSync, nowMs: number, thereMs: number, backMs: number, offset = 1e12) {
  const id = clock.ping(nowMs);
  return clock.pong(id, nowMs + thereMs + offset, nowMs + thereMs + backMs);
}

describe('the relay clock', () => {
  it('is known after the first answer, exactly when both ways are alike', () => {
    const clock = new ClockSync();
    expect(clock.offsetMs).toBeNull();
    exchange(clock, 100, 3, 3);
    expect(clock.offsetMs).toBe(1e12);
    expect(clock.rttMs).toBe(6);
  });

  it('is taken from the answer that was fastest, not from those that waited in a queue', () => {
    const clock = new ClockSync();
    exchange(clock, 0, 80, 2);
    exchange(clock, 100, 1, 1);
    exchange(clock, 200, 1, 60);
    expect(clock.offsetMs).toBe(1e12);
  });

  it('follows a clock that was set, after some answers', () => {
    const clock = new ClockSync();
    for (let i = 0; i < 8; i++) exchange(clock, i * 100, 1, 1);
    for (let i = 8; i < 16; i++) exchange(clock, i * 100, 1, 1, 1e12 + 500);
    expect(clock.offsetMs).toBe(1e12 + 500);
  });

  it('is told once, and again only when it has moved', () => {
    const clock = new ClockSync();
    expect(clock.news()).toBeNull();
    exchange(clock, 0, 1, 1);
    expect(clock.news()).toBe(1e12);
    expect(clock.news()).toBeNull();
    exchange(clock, 100, 0.9, 1);
    expect(clock.news()).toBeNull();
    exchange(clock, 200, 0.1, 0.1, 1e12 + 1);
    expect(clock.news()).toBe(1e12 + 1);
  });

  it('ignores answers to nothing that was asked, and asks that are long past', () => {
    const clock = new ClockSync();
    expect(clock.pong(7, 1e12, 5)).toBe(false);
    const id = clock.ping(0);
    expect(clock.pong(id, Number.NaN, 5)).toBe(false);
    for (let i = 0; i < 20; i++) clock.ping(i);
    expect(clock.pong(id, 1e12, 5)).toBe(false);
    expect(clock.measured).toBe(0);
  });
});

describe('the pause before the next try', () => {
  it('doubles from 250 ms to 2 s with chance in it, and begins small after a success', () => {
    const low = new Backoff(() => 0);
    expect(Array.from({ length: 6 }, () => low.next())).toEqual([250, 250, 500, 1000, 1000, 1000]);
    const high = new Backoff(() => 1);
    expect(Array.from({ length: 5 }, () => high.next())).toEqual([250, 500, 1000, 2000, 2000]);
    high.reset();
    expect(high.next()).toBe(250);
    for (let i = 0; i < 2000; i++)
      expect(high.next()).toBeLessThanOrEqual(limits.publishRetryMsMax);
  });
});

describe('addresses on the relay', () => {
  it('are made from its base, with a path of its own where it has one', () => {
    expect(publishSocketUrl(relayUrl('http://127.0.0.1:5000')).href).toBe(
      'ws://127.0.0.1:5000/publish',
    );
    expect(publishSocketUrl(relayUrl('https://example.org/race/')).href).toBe(
      'wss://example.org/race/publish',
    );
    expect(onRelay(relayUrl('http://localhost:5000/?x=1#y'), '/ingest').href).toBe(
      'http://localhost:5000/ingest',
    );
  });

  it.each(['127.0.0.1:5000', 'ftp://example.org', 'relay', ''])('«%s» is none', (text) => {
    expect(() => relayUrl(text)).toThrow('http://127.0.0.1:5000');
  });
});
