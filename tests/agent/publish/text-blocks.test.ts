/** Texts kept as bytes: each is there until it is dropped, whatever happens to the others. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyText, type TextBlockPlace, TextBlocks } from '../../../agent/publish/text-blocks.ts';
import { limits } from '../../../protocol/limits.ts';

function newPlace(): TextBlockPlace {
  return { block: null, at: 0, length: 0 };
}

function read(place: TextBlockPlace): string {
  const bytes = Buffer.alloc(place.length + 2, '.');
  expect(copyText(place, bytes, 1)).toBe(place.length + 1);
  return bytes.toString('utf8').slice(1, -1);
}

it('every text is read as it was put, in any order of putting and dropping', () => {
  // Long ones, so that blocks fill, empty and are filled again.
  const text = fc
    .tuple(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.integer({ max: 4000, min: 1 }),
    )
    .map(([part, times]) => part.repeat(times));
  const step = fc.oneof(text, fc.nat({ max: 50 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const blocks = new TextBlocks();
      const kept: { place: TextBlockPlace; text: string }[] = [];
      const unused: TextBlockPlace[] = [];
      for (const one of steps) {
        if (typeof one === 'string') {
          const place = unused.pop() ?? newPlace();
          blocks.put(one, place);
          // What has no form in UTF-8 is replaced; our frames have none of it.
          kept.push({ place, text: Buffer.from(one, 'utf8').toString('utf8') });
        } else if (one < kept.length) {
          const [gone] = kept.splice(one, 1);
          blocks.drop(gone!.place);
          blocks.drop(gone!.place);
          unused.push(gone!.place);
        }
        for (const { place, text: expected } of kept) expect(read(place)).toBe(expected);
      }
    }),
    { numRuns: 30 },
  );
});

it('the same few blocks serve for ever, as frames come and are stored', () => {
  const blocks = new TextBlocks();
  const used = new Set<unknown>();
  const waiting: TextBlockPlace[] = [];
  const text = 'x'.repeat(1000);
  for (let n = 0; n < 20_000; n++) {
    const place = waiting.length < 600 ? newPlace() : waiting.shift()!;
    blocks.drop(place);
    blocks.put(text, place);
    used.add(place.block);
    waiting.push(place);
  }
  expect(used.size).toBeLessThanOrEqual(Math.ceil((600 * 3000) / limits.textBlockBytes) + 2);
});

it('a text that was dropped is not handed out', () => {
  const blocks = new TextBlocks();
  const place = newPlace();
  blocks.put('a', place);
  blocks.drop(place);
  expect(() => copyText(place, Buffer.alloc(10), 0)).toThrow('gone');
});
