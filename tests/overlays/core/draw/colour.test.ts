/** Colours of themes: reading, mixing, fading. */
import { describe, expect, test } from 'vitest';
import {
  colourAlong,
  colourStep,
  fade,
  mix,
  readColour,
} from '../../../../overlays/core/draw/colour.ts';
import { eachMakes } from '../../../support/each-makes.ts';

describe('colours', () => {
  eachMakes('are read, with opacity or without: %s', readColour, [
    ['#1e90ff', { r: 30, g: 144, b: 255, a: 1 }],
    ['#1E90FF80', { r: 30, g: 144, b: 255, a: 128 / 255 }],
  ]);

  test('mix from one end to the other, opacity too', () => {
    expect(mix('#000000', '#ffffff', 0)).toBe('#000000');
    expect(mix('#000000', '#ffffff', 1)).toBe('#ffffff');
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(mix('#00000000', '#ffffffff', 0.5)).toBe('#80808080');
  });

  test('fade multiplies what opacity there is', () => {
    expect(fade('#ff0000', 0.5)).toBe('rgba(255, 0, 0, 0.5)');
    expect(fade('#ff000080', 0.5)).toBe('rgba(255, 0, 0, 0.251)');
  });

  test('are found along a row, clamped at its ends', () => {
    const row = ['#000000', '#ff0000', '#ffff00'];
    expect(colourAlong(row, -1)).toBe('#000000');
    expect(colourAlong(row, 0.5)).toBe('#ff0000');
    expect(colourAlong(row, 0.75)).toBe('#ff8000');
    expect(colourAlong(row, 2)).toBe('#ffff00');
    expect(colourAlong(['#123456'], 0.3)).toBe('#123456');
  });

  test('of lamps cover equal parts without mixing', () => {
    const row = ['#00ff00', '#ffff00', '#ff0000'];
    const ten = Array.from({ length: 9 }, (_, i) => colourStep(row, i / 9));
    expect(ten.filter((colour) => colour === '#ffff00')).toHaveLength(3);
    expect(colourStep(row, 1)).toBe('#ff0000');
  });
});
