/** What counts as smooth play, on pictures made by hand, and the proxy that is a slow line. */

import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { smoothnessOf } from '../../../scripts/bench/motion-to-photon.ts';
import { SlowLine } from '../../../scripts/bench/slow-line.ts';
import { listen } from '../../support/listen.ts';

const frameMs = 1000 / 60;

/** Pictures at 60 a second whose places in the session lie so far apart, in frames. */
function played(steps: readonly number[]): [number, number, number][] {
  let t = 0;
  return [0, ...steps].map((step, i) => {
    t += step * frameMs;
    return [i * frameMs, t, 400];
  });
}

describe('smoothness', () => {
  test('play a little faster or slower than the time is smooth', () => {
    const { stalls, jumps, stepsBack } = smoothnessOf(played([1, 1.06, 0.94, 1, 1.2, 0.8]));
    expect({ stalls, jumps, stepsBack }).toEqual({ stalls: 0, jumps: 0, stepsBack: 0 });
  });

  test('a repeated picture is a stall, and the double step after it a jump', () => {
    const { stalls, jumps } = smoothnessOf(played([1, 0, 2, 1]));
    expect({ stalls, jumps }).toEqual({ stalls: 1, jumps: 1 });
  });

  test('a step back in time is counted', () => {
    expect(smoothnessOf(played([1, -1, 1])).stepsBack).toBe(1);
  });
});

describe('the slow line', () => {
  test('passes everything on, in order, after a round trip of its delay', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => i).join(' ');
    const server = createServer((_request, response) => {
      for (let at = 0; at < text.length; at += 5_000) response.write(text.slice(at, at + 5_000));
      response.end();
    });
    const port = await listen(server);
    const line = await SlowLine.open(port, { delayMs: 20, jitterMs: 10, loss: 0.2, seed: 5 });
    const startedMs = performance.now();
    const answer = await (await fetch(`http://127.0.0.1:${line.port}`)).text();
    expect(answer).toBe(text);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(20);
    await line.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
