/** Versions are ordered as semver.org does. */
import { expect, test } from 'vitest';
import { compareVersions, isPreRelease, isVersion } from '../../../cli/updates/version-order.ts';

test('versions are ordered as in the example of the specification', () => {
  // semver.org, section 11, with numbers of several digits in between.
  const ascending = [
    '0.9.10',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.2',
    '1.0.10',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ];
  const shuffled = ascending.toReversed();
  expect(shuffled.sort(compareVersions)).toEqual(ascending);
  for (const version of ascending) expect(compareVersions(version, version)).toBe(0);
});

test('build metadata does not count', () => {
  expect(compareVersions('1.0.0+linux', '1.0.0+windows')).toBe(0);
});

test.each([
  '1.0',
  'v1.0.0',
  '1.0.0-',
  '01.0.0',
  '1.0.0-01',
  '1.0.0 ',
  '1.0.0-a..b',
  '../../1.0.0',
  `1.0.0-${'a'.repeat(80)}`,
  '',
])('"%s" is not a version', (text) => {
  expect(isVersion(text)).toBe(false);
});

test('a pre-release is recognised', () => {
  expect(isVersion('1.0.0-rc.1')).toBe(true);
  expect(isPreRelease('1.0.0-rc.1')).toBe(true);
  expect(isPreRelease('1.0.0')).toBe(false);
});
