/**
 * OBS 28 to 30 embed Chromium 103. The build translates newer syntax, but not newer functions of the browser, and the
 * type checker knows the newest ones: one of them throws in the panel's dock while every other browser works.
 */
import { expect, test } from 'vitest';
import { filesUnder, readText } from '../../../scripts/sources.ts';

/** Functions, attributes and CSS that came after Chromium 103, with the version that brought them. */
const newer: readonly (readonly [RegExp, string])[] = [
  [/\bURL\.canParse\b/, 'URL.canParse (120)'],
  [/\.(toSorted|toReversed|toSpliced)\(/, 'copying array methods (110)'],
  [/\b(Object|Map)\.groupBy\(/, 'groupBy (117)'],
  [/\bPromise\.(withResolvers|try)\(/, 'Promise.withResolvers (119)'],
  [/\bAbortSignal\.any\(/, 'AbortSignal.any (116)'],
  [/\bArray\.fromAsync\(/, 'Array.fromAsync (121)'],
  [/\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/, 'methods of sets (122)'],
  [/\.(values|keys|entries)\(\)\.(map|filter|some|every|find|reduce|toArray)\(/, 'iterators (122)'],
  [/\.(isWellFormed|toWellFormed)\(/, 'well-formed strings (111)'],
  [/\b(popovertarget|showPopover|togglePopover)\b/i, 'popover (114)'],
  [/\bIntl\.(DurationFormat)\b/, 'Intl.DurationFormat (129)'],
  [/:has\(/, ':has (105)'],
  [/@container\b/, 'container queries (105)'],
  [/\b(color-mix|light-dark)\(/, 'color-mix (111)'],
  [/\d(dvh|svh|lvh|dvw)\b/, 'dynamic viewport units (108)'],
  [/\btext-wrap\s*:/, 'text-wrap (114)'],
  [/@starting-style\b/, '@starting-style (117)'],
  [/[;{]\s*(scale|rotate|translate)\s*:\s*[^;]+;/, 'transforms as properties (104)'],
];

const pages = ['panel', 'overlays', 'protocol'].flatMap((room) =>
  ['.ts', '.tsx', '.css'].flatMap((ending) => filesUnder(room, ending)),
);

test('the pages use no function and no style that Chromium 103 lacks', () => {
  const found = pages.flatMap((path) => {
    const text = withoutComments(readText(path));
    const isStyle = path.endsWith('.css');
    return newer
      .filter(([, what]) => isStyle || !what.startsWith('transforms'))
      .filter(([pattern]) => pattern.test(text))
      .map(([, what]) => `${path}: ${what}`);
  });
  expect(pages.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
