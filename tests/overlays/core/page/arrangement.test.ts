import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OverlayAbout } from '../../../../overlays/core/about.ts';
import { fitBox, placeBox } from '../../../../overlays/core/draw/page-box.ts';
import { readParameters } from '../../../../overlays/core/page/address-parameters.ts';
import {
  isSameNeed,
  isSamePicture,
  needsOf,
  ofLayout,
  ofOverlay,
} from '../../../../overlays/core/page/arrangement.ts';
import { emptyLayout } from '../../../../panel/layouts/draft.ts';
import type { Layout, LayoutItem } from '../../../../protocol/layout.ts';

function about(name: string, more: Partial<OverlayAbout> = {}): OverlayAbout {
  const size = { width: 300, height: 200 };
  return {
    name,
    title: name,
    description: name,
    size,
    channels: ['gear'],
    hz: 10,
    parameters: [],
    ...more,
  };
}

const gear = about('gear', {
  parameters: [{ name: 'showSpeed', title: '', type: 'boolean', fallback: true }],
});
const pedals = about('pedals', { channels: ['gas', 'brake'], hz: 60 });
const fuel = about('fuel', { channels: ['fuel'], board: true });
const abouts = new Map([gear, pedals, fuel].map((one) => [one.name, one]));

function layout(items: readonly (Partial<LayoutItem> & { overlay: string })[]): Layout {
  return {
    ...emptyLayout('mine', 'Mine'),
    items: items.map((item, n) => ({
      id: `item-${n}`,
      x: 0,
      y: 0,
      width: 300,
      height: 200,
      theme: null,
      group: null,
      locked: false,
      parameters: {},
      ...item,
    })),
  };
}

const page = (query = '') => readParameters(query, null, () => true).parameters;

function arranged(items: Parameters<typeof layout>[0], query = '') {
  const problems: string[] = [];
  const arrangement = ofLayout(layout(items), abouts, page(query), (one) => problems.push(one));
  return { ...arrangement, problems };
}

describe('an arrangement', () => {
  test('of one overlay fills the canvas', () => {
    const { parameters } = readParameters('units=mph&showSpeed=off', gear, () => true);
    expect(ofOverlay(gear, parameters)).toEqual({
      size: gear.size,
      items: [
        {
          id: 'gear',
          about: gear,
          rect: { x: 0, y: 0, width: 300, height: 200 },
          theme: null,
          units: 'mph',
          show: ['driving'],
          density: 'normal',
          own: { showSpeed: false },
        },
      ],
    });
  });

  test('of a layout uses each item’s parameters, else those of the address', () => {
    const { items, problems } = arranged(
      [
        {
          overlay: 'gear',
          parameters: { units: 'kmh', density: 'normal', show: 'pits', showSpeed: false },
        },
        { overlay: 'pedals', theme: 'neon-night' },
      ],
      'units=mph&density=large&show=always',
    );
    expect(items).toMatchObject([
      { units: 'kmh', density: 'normal', show: ['pits'], own: { showSpeed: false }, theme: null },
      { units: 'mph', density: 'large', show: ['always'], own: {}, theme: 'neon-night' },
    ]);
    expect(problems).toEqual([]);
  });

  test('of a layout with a theme gives it to every item without one of its own', () => {
    const themed = {
      ...layout([{ overlay: 'gear' }, { overlay: 'pedals', theme: 'neon-night' }]),
      theme: 'heritage',
    };
    const { items } = ofLayout(themed, abouts, page('theme=apex'), () => {});
    expect(items.map(({ theme }) => theme)).toEqual(['heritage', 'neon-night']);
  });

  test('omits overlays that this build does not have, and reports invalid parameters of items', () => {
    const { items, problems } = arranged([
      { overlay: 'radar' },
      { overlay: 'gear', parameters: { showSped: true, units: 'knots' } },
    ]);
    expect(items.map(({ about: { name } }) => name)).toEqual(['gear']);
    expect(problems).toEqual([
      'The layout has an overlay radar (item item-0) that this build does not have.',
      'Item item-1 of the layout has a parameter `showSped` that is not known here; did you mean `showSpeed`?',
      'units=knots in item item-1 of the layout is not usable: it takes kmh, or mph.',
    ]);
  });

  test('requests everything that its items need, at the highest of their rates', () => {
    const { channels, board, hz } = needsOf(
      arranged([{ overlay: 'gear' }, { overlay: 'pedals' }, { overlay: 'gear' }]),
    );
    expect([[...channels].sort(), board, hz]).toEqual([['brake', 'gas', 'gear'], false, 60]);
    expect(needsOf(arranged([{ overlay: 'fuel' }])).board).toBe(true);
    const inPits = needsOf(arranged([{ overlay: 'gear', parameters: { show: 'pits' } }]));
    expect(inPits.channels).toContain('inPitLane');
    expect(needsOf(arranged([])).channels).toEqual([]);
  });

  test('that is only moved or recoloured needs no new data and keeps its views', () => {
    const before = arranged([{ overlay: 'gear' }, { overlay: 'pedals' }]);
    const moved = arranged([
      { overlay: 'pedals', id: 'item-1', x: 50, theme: 'neon-night' },
      { overlay: 'gear', id: 'item-0', width: 600 },
    ]);
    expect(isSameNeed(needsOf(before), needsOf(moved))).toBe(true);
    expect(isSamePicture(before.items[0]!, moved.items[1]!)).toBe(true);
    expect(isSamePicture(before.items[0]!, before.items[1]!)).toBe(false);
    const other = arranged([{ overlay: 'gear', parameters: { showSpeed: false } }]);
    expect(isSamePicture(before.items[0]!, other.items[0]!)).toBe(false);
    expect(isSameNeed(needsOf(before), needsOf(other))).toBe(false);
  });
});

describe('the place of an item', () => {
  const side = fc.integer({ min: 16, max: 3000 });
  const size = fc.record({ width: side, height: side });

  test('is the whole page for the only overlay of a page', () => {
    fc.assert(
      fc.property(size, size, fc.constantFrom(1, 1.25, 1.5, 2), (source, overlay, resolution) => {
        const box = fitBox(source, overlay, null, resolution);
        const rect = { x: 0, y: 0, ...overlay };
        // In JSON 0 and -0 are the same.
        const placed = placeBox(box, overlay, rect, overlay, resolution);
        expect(JSON.stringify(placed)).toBe(JSON.stringify(box));
      }),
    );
  });

  test('is inside its rectangle, keeps its aspect ratio, and has edges on whole pixels', () => {
    const rect = fc.record({
      x: fc.integer({ min: -500, max: 1900 }),
      y: fc.integer({ min: -500, max: 1000 }),
      width: side,
      height: side,
    });
    fc.assert(
      fc.property(size, rect, size, fc.constantFrom(1, 2), (source, on, overlay, resolution) => {
        const canvas = { width: 1920, height: 1080 };
        const page = fitBox(source, canvas, null, resolution);
        const box = placeBox(page, canvas, on, overlay, resolution);
        const scale = page.width / canvas.width;
        const pixel = 1.01 / resolution;
        expect(box.left).toBeGreaterThanOrEqual(page.left + on.x * scale - 2 * pixel);
        expect(box.left + box.width).toBeLessThanOrEqual(
          page.left + (on.x + on.width) * (page.width / canvas.width) + 2 * pixel,
        );
        for (const value of Object.values(box)) {
          expect(Math.abs(value * resolution - Math.round(value * resolution))).toBeLessThan(1e-6);
        }
        // Of its shape, to a pixel on either side.
        const wanted = (box.width * overlay.height) / overlay.width;
        const slack = pixel * (1 + overlay.height / overlay.width) + pixel;
        expect(Math.abs(box.height - wanted)).toBeLessThanOrEqual(slack);
      }),
    );
  });

  test('meets its neighbour where their rectangles meet', () => {
    const overlay = { width: 100, height: 100 };
    const canvas = { width: 300, height: 100 };
    for (let width = 100; width < 400; width += 7) {
      const page = fitBox({ width, height: 1000 }, canvas, null, 1);
      const at = (x: number) =>
        placeBox(page, canvas, { x, y: 0, width: 100, height: 100 }, overlay, 1);
      expect(Math.abs(at(0).left + at(0).width - at(100).left)).toBeLessThanOrEqual(1);
    }
  });
});
