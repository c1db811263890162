/** The overlays beside the fields of a theme. */
import { expect, test } from 'vitest';
import { shownOverlays } from '../../../panel/themes/shown-overlays.ts';
import type { OverlayMetadata } from '../../../protocol/overlay-metadata.ts';

function overlay(name: string, width: number, height: number): OverlayMetadata {
  return {
    name,
    title: name,
    description: '',
    size: { width, height },
    channels: [],
    parameters: [],
  };
}

const overlays = [
  overlay('trace', 760, 210),
  overlay('gear', 300, 220),
  overlay('tachometer', 400, 400),
  overlay('fuel', 340, 210),
];

const names = (choice: string): string[] =>
  shownOverlays(overlays, choice).map((one) => one.overlay.name);

test('at first those that show most of a theme, as far as the relay has them', () => {
  expect(names('most')).toEqual(['tachometer', 'gear']);
});

test('all of them when the user wishes, the wide ones last', () => {
  expect(names('all')).toEqual(['tachometer', 'gear', 'fuel', 'trace']);
  expect(shownOverlays(overlays, 'all').map(({ isWide }) => isWide)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('one of them is large, and keeps its shape within the column', () => {
  expect(shownOverlays(overlays, 'tachometer')).toMatchObject([{ height: 400, isWide: true }]);
  const [trace] = shownOverlays(overlays, 'trace');
  expect((trace!.height / 210) * 760).toBeLessThanOrEqual(522);
});

test('an overlay that is gone shows nothing', () => {
  expect(names('mine')).toEqual([]);
});
