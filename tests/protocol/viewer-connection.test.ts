import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import {
  type ConnectionInput,
  type ConnectionState,
  reduce,
  wakeMs,
} from '../../protocol/viewer-connection.ts';
import { randomOf } from '../support/random.ts';

/** A connection under a clock that the test moves. */
class Life {
  state: ConnectionState = { name: 'idle' };
  nowMs = 1000;
  log: string[] = [];
  readonly #random = randomOf(3);

  put(type: ConnectionInput['type']): this {
    const step = reduce(this.state, { type }, this.nowMs, this.#random());
    this.state = step.state;
    this.log.push(...step.effects);
    return this;
  }

  /** Lets time pass, with a tick whenever the state asks for one. */
  pass(ms: number, onPing?: () => void): this {
    const end = this.nowMs + ms;
    for (;;) {
      const wake = wakeMs(this.state);
      if (wake === null || wake > end) break;
      this.nowMs = Math.max(wake, this.nowMs);
      const pings = this.count('ping');
      this.put('tick');
      if (this.count('ping') > pings) onPing?.();
    }
    this.nowMs = end;
    return this;
  }

  count(effect: string): number {
    return this.log.filter((one) => one === effect).length;
  }

  open(): this {
    return this.put('start').put('opened').put('welcomed');
  }
}

describe('the connection of a page', () => {
  test('connects, sends hello, opens with the welcome and compares clocks a few times', () => {
    const life = new Life().put('start');
    expect(life.state.name).toBe('connecting');
    expect(life.put('opened').state.name).toBe('greeting');
    expect(life.put('welcomed').state.name).toBe('open');
    life.pass(600, () => life.put('heard'));
    expect(life.log.slice(0, 2)).toEqual(['connect', 'hello']);
    expect(life.count('ping')).toBe(5);
    life.pass(20_000, () => life.put('heard'));
    expect(life.count('ping')).toBeGreaterThanOrEqual(15);
  });

  test('connects again at once when its relay hands it on, and once only', () => {
    const life = new Life().open();
    const closed: ConnectionInput = { type: 'closed', why: 'handedOn' };
    life.state = reduce(life.state, closed, life.nowMs, 0.5).state;
    expect(wakeMs(life.state)! - life.nowMs).toBe(limits.handedOnSpreadMs / 2);
    life.pass(limits.handedOnSpreadMs);
    expect(life.state.name).toBe('connecting');
    life.state = reduce(life.state, closed, life.nowMs, 0.5).state;
    expect(wakeMs(life.state)! - life.nowMs).toBe(limits.viewerRetryMsMin);
  });

  test('reconnects after 250, 500 and 1000 ms, then after 1 to 1.5 s for ever', () => {
    const life = new Life().put('start');
    const pauses: number[] = [];
    for (let n = 0; n < 50; n++) {
      life.put('closed');
      const from = life.nowMs;
      life.nowMs = wakeMs(life.state)!;
      pauses.push(life.nowMs - from);
      life.put('tick');
      expect(life.state.name).toBe('connecting');
    }
    expect(pauses.slice(0, 2)).toEqual([250, 500]);
    for (const pause of pauses.slice(2)) {
      expect(pause).toBeGreaterThanOrEqual(1000);
      expect(pause).toBeLessThanOrEqual(1500);
    }
    expect(new Set(pauses.slice(2)).size).toBeGreaterThan(40);
  });

  test('starts with the shortest pause again after an open connection', () => {
    const life = new Life().put('start').put('closed').pass(250).put('closed').pass(500);
    life.put('opened').put('welcomed').put('closed');
    expect(wakeMs(life.state)! - life.nowMs).toBe(limits.viewerRetryMsMin);
  });

  test.each(['connecting', 'greeting'])('gives up %s after three seconds', (name) => {
    const life = new Life().put('start');
    if (name === 'greeting') life.put('opened');
    expect(life.state.name).toBe(name);
    life.pass(limits.viewerConnectTimeoutMs - 1);
    expect(life.state.name).toBe(name);
    expect(life.pass(1).state.name).toBe('waiting');
    expect(life.count('drop')).toBe(1);
  });

  test('after silence it pings at one second, is stale at two and reconnects at five', () => {
    const life = new Life().open();
    life.pass(2000, () => life.put('heard'));
    const heardAt = (life.state as { heardMs: number }).heardMs;
    const pings = life.count('ping');
    life.pass(heardAt + limits.viewerQuietMs - life.nowMs);
    expect(life.count('ping')).toBe(pings + 1);
    expect(life.state).toMatchObject({ stale: false });
    life.pass(limits.viewerStaleMs - limits.viewerQuietMs);
    expect(life.state).toMatchObject({ name: 'open', stale: true });
    life.pass(limits.viewerDeadMs - limits.viewerStaleMs);
    expect(life.state.name).toBe('waiting');
  });

  test('any message ends being stale', () => {
    const life = new Life().open().pass(2600);
    expect(life.state).toMatchObject({ stale: true });
    expect(life.put('heard').state).toMatchObject({ stale: false, askedMs: null });
  });

  test('while frames arrive it pings every ten seconds only', () => {
    const life = new Life().open();
    life.pass(15_000, () => life.put('heard'));
    const pings = life.count('ping');
    for (let n = 0; n < 600; n++) life.pass(1000 / 60).put('heard');
    expect(life.count('ping') - pings).toBeLessThanOrEqual(1);
    expect(life.state).toMatchObject({ name: 'open', stale: false });
  });

  test('a frozen page pings before it gives up', () => {
    const life = new Life().open();
    life.pass(1000, () => life.put('heard'));
    // The computer sleeps for a minute; the timer of one second comes late.
    life.nowMs += 60_000;
    life.put('tick');
    expect(life.state).toMatchObject({ name: 'open', stale: false });
    life.put('heard');
    expect(life.state).toMatchObject({ name: 'open', stale: false });
  });

  test('a frozen page that receives nothing afterwards still reconnects', () => {
    const life = new Life().open();
    life.nowMs += 60_000;
    life.put('tick').pass(limits.viewerDeadMs);
    expect(['waiting', 'connecting']).toContain(life.state.name);
  });

  test('stopped is stopped, whatever happens afterwards', () => {
    const life = new Life().open().put('stop').put('stop').put('closed').put('heard').put('tick');
    expect(life.state).toEqual({ name: 'idle' });
    expect(wakeMs(life.state)).toBeNull();
    expect(life.count('drop')).toBe(1);
  });
});
