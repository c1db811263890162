/** Time gained and lost has one pair of colours outside the themes: the panel's, on the viewers' page too. */
import { describe, expect, test } from 'vitest';
import { readText } from '../../../scripts/sources.ts';
import { contrast, labDistance, seenBy, type Vision } from '../../support/colour-vision.ts';

const starts = { dark: ':root {', light: ':root[data-scheme="light"] {' } as const;

/** The tokens of a block of a style sheet. */
function tokensAfter(path: string, start: string): ReadonlyMap<string, string> {
  const css = readText(path);
  expect(css, path).toContain(start);
  const block = css.slice(css.indexOf(start)).split('}')[0]!;
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  );
}

describe.each(['dark', 'light'] as const)('the %s viewers’ page', (scheme) => {
  const panel = tokensAfter('panel/core/tokens.css', starts[scheme]);
  const page = tokensAfter('overlays/watch/watch.css', starts[scheme]);

  test('has the panel’s colours for time gained and lost', () => {
    const pair = (of: ReadonlyMap<string, string>) => [of.get('gain'), of.get('loss')];
    expect(pair(page)).toEqual(pair(panel));
    expect(pair(page)).not.toContain(undefined);
  });

  test('shows them apart with every kind of colour vision, and readable on its cards', () => {
    const [gain, loss, card] = ['gain', 'loss', 'card'].map((name) => page.get(name)!);
    for (const colour of [gain!, loss!]) expect(contrast(colour, card!)).toBeGreaterThan(4.5);
    for (const vision of ['normal', 'protan', 'deutan', 'tritan'] satisfies Vision[]) {
      expect(labDistance(seenBy(vision, gain!), seenBy(vision, loss!)), vision).toBeGreaterThan(40);
    }
  });
});
