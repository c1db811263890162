/** The fuzzer finds what it is for: parsers that throw, hang or depend on what came before. */
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../agent/demo/random.ts';
import { mutateBytes, mutateJsonText } from '../../../scripts/fuzz/mutations.ts';
import { type FuzzParser, inputMsMax, runTarget } from '../../../scripts/fuzz/target.ts';

const all = { seed: 1, untilMs: Number.POSITIVE_INFINITY, inputsMax: 3_000 };

function targetOf(open: () => FuzzParser) {
  return { name: 'made-up', open };
}

/** Reads a number in a JSON object, and has a fault. */
function readNumber(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  const count = (value as { count?: unknown } | null)?.count;
  if (typeof count === 'string') throw new Error('not expected');
}

/** Takes longer than an input may, however busy the machine is. */
function work(): void {
  const begun = process.cpuUsage();
  const spentMs = (): number => process.cpuUsage(begun).user / 1000;
  while (spentMs() < inputMsMax * 2);
}

describe('a run', () => {
  const faulty = targetOf(() => ({
    next(random) {
      const text = mutateJsonText(random, { count: 3, name: 'a' });
      return () => readNumber(text);
    },
  }));

  test('ends at a parser that throws, and the same seed finds the same input', async () => {
    const end = await runTarget(faulty, all);
    expect(end.finding).toMatchObject({ kind: 'crash', input: end.inputs - 1 });
    expect(await runTarget(faulty, all)).toMatchObject({ inputs: end.inputs });
    expect((await runTarget(faulty, { ...all, seed: 2 })).inputs).not.toBe(end.inputs);
  });

  test('reads a few inputs of a slow parser even when its time is over', async () => {
    const idle = targetOf(() => ({ next: () => () => {} }));
    expect(await runTarget(idle, { ...all, untilMs: 0, inputsMin: 20 })).toMatchObject({
      inputs: 20,
      finding: null,
    });
  });

  test('ends at an input that takes too long each time it is read', async () => {
    const slow = targetOf(() => {
      let inputs = 0;
      return {
        next: () => () => {
          if (++inputs === 10) work();
        },
      };
    });
    const end = await runTarget(slow, all);
    expect(end).toMatchObject({ inputs: 10, finding: { kind: 'hang', input: 9 } });
  });

  test.each([1, 8])(
    'takes an input that was slow %i times, and then no more, for a pause of the machine, and goes on',
    async (times) => {
      let pauses = times;
      const paused = targetOf(() => ({
        next: () => () => {
          if (pauses > 0) work();
          pauses--;
        },
      }));
      expect(await runTarget(paused, all)).toMatchObject({ inputs: 3_000, finding: null });
    },
  );
});

test('changed inputs are nearly valid: most JSON can still be parsed, and bytes keep their beginning', () => {
  const random = createRandom(1, 'test');
  const texts = Array.from({ length: 1_000 }, () =>
    mutateJsonText(random, { a: [1, 2, { b: 'c' }] }),
  );
  const parsed = texts.filter((text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  });
  expect(parsed.length).toBeGreaterThan(700);
  expect(new Set(texts).size).toBeGreaterThan(300);
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => i);
  const changed = Array.from({ length: 1_000 }, () => mutateBytes(random, bytes, [bytes]));
  expect(changed.filter(([first]) => first === 0).length).toBeGreaterThan(500);
});
