/** What the check of a batch leaves of it: the frames that fit, without the fields that do not, and a word about each. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channels } from '../../../protocol/channels.ts';
import { frameProblem } from '../../../protocol/frame-check.ts';
import { limits } from '../../../protocol/limits.ts';
import { RelayError } from '../../../relay/errors.ts';
import { checkedFrames, parseJson } from '../../../relay/ingest/batch-check.ts';
import { batchOf } from '../../../scripts/fuzz/samples.ts';
import { frame } from '../../support/frames.ts';

const optional = channels.filter((c) => !c.required);

/** The check of what was sent as this text. */
function checked(text: string) {
  return checkedFrames(parseJson(Buffer.from(text)));
}

/** One frame as text, with more fields behind it. */
function withFields(fields: string): string {
  return `[${JSON.stringify(frame(1)).replace(/\}$/, `,${fields}}`)}]`;
}

describe('optional fields', () => {
  test.each([
    ['out of range', '"clutch":7', 'clutch', 'a number from 0 to 1', '7'],
    ['of another type', '"inPit":1', 'inPit', 'true or false', '1'],
    ['a text', '"lap":"5"', 'lap', 'a whole number from 0 to 100000', '"5"'],
    ['of another length', '"accG":[1,2]', 'accG', 'an array of 3, each a number', 'an array of 2'],
    ['null where there is always one', '"position":null', 'position', 'a whole number', 'null'],
    ['a number without an end', '"airC":1e999', 'airC', 'a number from -100', 'Infinity'],
    ['an unknown number without an end', '"x":-1e999', 'x', 'that a double can hold', 'larger'],
    ['such a number deep in another', '"x":[{"y":1e999}]', 'x', 'a double can hold', 'larger'],
    [
      'a tower of arrays',
      `"x":${'['.repeat(5000)}${']'.repeat(5000)}`,
      'x',
      'at most 8 levels of arrays and objects',
      'more',
    ],
  ])('that are %s are removed, and a warning says why', (_name, text, field, expected, got) => {
    const { frames, warnings } = checked(withFields(text));
    expect(frames).toEqual([frame(1)]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`Field "${field}" was left out of frame 0: expected `);
    expect(warnings[0]).toContain(expected);
    expect(warnings[0]).toContain(`got ${got.startsWith('larger') ? 'a larger one' : got}.`);
  });

  test('that fit stay, and so do the other frames of the batch', () => {
    const sent = [
      frame(1, { clutch: 2, lap: 0, note: 'a' }),
      frame(7, { clutch: 1 }),
      frame(13, { clutch: -1 }),
    ];
    const { frames, warnings } = checked(JSON.stringify(sent));
    expect(frames).toEqual([frame(1, { lap: 0, note: 'a' }), frame(7, { clutch: 1 }), frame(13)]);
    expect(warnings).toEqual([
      'Field "clutch" was left out of 2 frames, the first is frame 0: expected a number from 0 to 1, got 2.',
    ]);
  });

  test('leave a frame that fits, whatever they are, and each removed one is named', () => {
    const anyValue = fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom(1e308, -1, 0.5, true));
    const fields = fc.dictionary(
      fc.oneof(fc.constantFrom(...optional.map(({ name }) => name)), fc.string()),
      anyValue,
      { maxKeys: 6 },
    );
    fc.assert(
      fc.property(fields, (more) => {
        const sent = { ...more, ...frame(1) };
        const { frames, warnings } = checked(JSON.stringify([sent]));
        expect(frameProblem(frames[0], 0)).toBeNull();
        const left = Object.keys(JSON.parse(JSON.stringify(sent)) as object).filter(
          (name) => !Object.hasOwn(frames[0]!, name),
        );
        expect(warnings).toHaveLength(left.length);
        for (const name of left) {
          expect(warnings.join()).toContain(JSON.stringify(name.slice(0, 40)));
        }
      }),
    );
  });

  test('are named in a few short warnings, however many there are', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`${i}${'x'.repeat(100)}`, [[[[[[[[[[1]]]]]]]]]]]),
    );
    const { frames, warnings } = checked(JSON.stringify([frame(1, many), frame(2, many)]));
    expect(frames).toEqual([frame(1), frame(2)]);
    expect(warnings).toHaveLength(limits.warningsMax + 1);
    expect(warnings.at(-1)).toBe('968 more values of other fields were left out.');
    expect(warnings.join('').length).toBeLessThan(4_000);
  });
});

describe('required fields', () => {
  test.each(channels.filter((c) => c.required).map((c) => c.name))('stay strict: %s', (name) => {
    for (const value of [null, '1', 1e12, [], {}, true]) {
      const text = JSON.stringify([frame(1), { ...frame(2), [name]: value }]);
      expect(() => checked(text)).toThrow(RelayError);
      expect(() => checked(text)).toThrow(`Frame 1, field "${name}"`);
    }
  });
});

/** One more than are allowed. */
function differing(part: (text: string) => string): string {
  const count = limits.jsonTextsMax + 1;
  return Array.from({ length: count }, (_, index) => part(`text ${index}`)).join(',');
}

describe('a batch', () => {
  test('may have as many frames as are allowed, with every channel', () => {
    const batch = batchOf(1, limits.batchFramesMax);
    const { frames, warnings } = checked(JSON.stringify(batch));
    expect(frames).toEqual(batch);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['numbers', `[${'1,'.repeat(limits.jsonValuesMax)}1]`],
    ['fields', `[{${'"a":1,'.repeat(limits.jsonValuesMax)}"a":1}]`],
    ['objects', `[${'{},'.repeat(limits.jsonValuesMax)}1]`],
    ['names', `[{${differing((name) => `"${name}":1`)}}]`],
    ['texts', `[${differing((text) => `"${text}"`)}]`],
    ['levels', '['.repeat(limits.jsonTrustedBytes + 1)],
  ])('of too many %s is refused before it is parsed, with what to do', (_name, text) => {
    const refused = () => parseJson(Buffer.from(text));
    expect(refused).toThrow(RelayError);
    const { jsonValuesMax, jsonTextsMax, jsonLevelsMax } = limits;
    expect(refused).toThrow(`more than ${jsonValuesMax} values`);
    expect(refused).toThrow(`${jsonTextsMax} different names`);
    expect(refused).toThrow(`more than ${jsonLevelsMax} levels deep`);
  });

  test.each([
    ['a name twice', '"gas":0.5,"note":1,"note":2', { gas: 0.5, note: 2 }],
    ['a name twice, once escaped', '"g\\u0061s":0.25', { gas: 0.25 }],
    ['a name twice, deep in a field', '"x":{"a":1,"a":{"b":1,"b":2}}', { x: { a: { b: 2 } } }],
    ['digits beyond a double', '"x":12345678901234567890', { x: 12345678901234567000 }],
    ['half a character', '"x":"\\ud800"', { x: '\ud800' }],
    ['a name that is half a character', '"\\udfff":1', { '\udfff': 1 }],
    ['control characters', '"x":"\\u0000\\u2028"', { x: '\u0000\u2028' }],
    ['a minus before nothing', '"steerAngle":-0', { steerAngle: 0 }],
  ])('means the same to every reader, also with %s', (_name, text, more) => {
    const { frames, warnings } = checked(withFields(text));
    expect(warnings).toEqual([]);
    const sent = JSON.stringify(frames);
    expect(JSON.parse(sent)).toEqual([{ ...frame(1), ...more }]);
    // Written once more it is the same: nothing in it depends on how it is read.
    expect(JSON.stringify(JSON.parse(sent))).toBe(sent);
    expect(Buffer.from(sent).toString('utf8')).toBe(sent);
  });

  test("keeps a field with the name of an object's prototype as what it is, a field", () => {
    const { frames } = checked(withFields('"__proto__":{"gear":9,"clutch":1}'));
    expect(Object.getPrototypeOf(frames[0])).toBe(Object.prototype);
    expect(frames[0]!.clutch).toBeUndefined();
    expect(JSON.stringify(frames)).toContain('"__proto__":{"gear":9,"clutch":1}');
  });

  test('may begin with a byte order mark', () => {
    expect(checked(`\uFEFF${JSON.stringify([frame(1)])}`).frames).toEqual([frame(1)]);
  });
});
