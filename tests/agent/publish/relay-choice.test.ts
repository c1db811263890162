/** Which of several relays an agent tries, and when. */
import { describe, expect, test } from 'vitest';
import { RelayChoice } from '../../../agent/publish/relay-choice.ts';
import { limits } from '../../../protocol/limits.ts';
import { retryPauseMs } from '../../../protocol/retry-pause.ts';

/** The pause after so many rounds in which every relay failed, at its longest, ms. */
function pauseMs(rounds: number): number {
  const pauses = { minMs: limits.publishRetryMsMin, maxMs: limits.publishRetryMsMax };
  return retryPauseMs(rounds, pauses, 1);
}

const urls = (...hosts: string[]) => hosts.map((host) => new URL(`http://${host}:5000`));

describe('an agent with one relay', () => {
  test('waits longer after each failure', () => {
    const choice = new RelayChoice(urls('a'));
    const pauses = [1, 2, 3].map(() => choice.failed(null, 1));
    expect(pauses).toEqual([0, 1, 2].map(pauseMs));
    expect(choice.failed(9_000, 1)).toBe(9_000);
    expect(choice.current.hostname).toBe('a');
  });
});

describe('an agent with several relays', () => {
  test('goes to the next one at once, and pauses when all have failed', () => {
    const choice = new RelayChoice(urls('a', 'b', 'c'));
    const tried = [1, 2, 3, 4].map(() => [choice.failed(null, 1), choice.current.hostname]);
    expect(tried).toEqual([
      [limits.publishNextRelayMs, 'b'],
      [limits.publishNextRelayMs, 'c'],
      [pauseMs(0), 'a'],
      [limits.publishNextRelayMs, 'b'],
    ]);
  });

  test('does not wait for one that refuses it while another may not', () => {
    const choice = new RelayChoice(urls('a', 'b'));
    expect(choice.failed(5_000, 1)).toBe(limits.publishNextRelayMs);
    expect(choice.failed(5_000, 1)).toBe(5_000);
  });

  test('stays with the one that it has reached', () => {
    const choice = new RelayChoice(urls('a', 'b'));
    choice.failed(null, 1);
    choice.reached();
    expect(choice.current.hostname).toBe('b');
    expect(choice.failed(null, 1)).toBe(limits.publishNextRelayMs);
    expect(choice.current.hostname).toBe('a');
  });
});
