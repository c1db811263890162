/** The built-in layouts are valid, and overlays cover neither one another nor the road. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { panelBleed } from '../../../../overlays/core/draw/panels/panel.ts';
import type { LayoutItem } from '../../../../protocol/layout.ts';
import { checkLayout } from '../../../../relay/pages/layouts/layout-schema.ts';
import { findOverlays } from '../../../../scripts/build/overlays.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, 'layouts');
const names = readdirSync(folder)
  .filter((file) => /^[^.]+\.json$/.test(file))
  .map((file) => file.slice(0, -'.json'.length));
const overlays = (await findOverlays()).map(({ about }) => about);

const overlap = (a: LayoutItem, b: LayoutItem): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('there are some', () => {
  expect(names).toEqual([
    'bottom-bar',
    'broadcast',
    'corner-dash',
    'endurance',
    'hot-lap',
    'minimal',
    'race-broadcast',
    'race-driver',
    'vertical',
  ]);
});

describe.each(names)('the layout %s', (name) => {
  const file = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as object;
  const { layout, problems } = checkLayout(name, file, { overlays, themes: [] });
  const items = layout?.items ?? [];

  test('is valid, for editors too, and is in its page of the documents', () => {
    expect(problems).toEqual([]);
    expect(file).toMatchObject({ $schema: './layout.schema.json' });
    expect(readFileSync(join(root, 'docs', 'layouts.md'), 'utf8')).toContain(
      `/overlays/layout/${name}`,
    );
  });

  test('keeps each overlay in its shape, on the canvas and clear of the others', () => {
    for (const item of items) {
      const { size } = overlays.find((one) => one.name === item.overlay)!;
      const wanted = (item.width * size.height) / size.width;
      expect(Math.abs(item.height - wanted)).toBeLessThan(1);
      expect(Math.min(item.x, item.y)).toBeGreaterThanOrEqual(0);
      expect(item.x + item.width).toBeLessThanOrEqual(layout!.width);
      expect(item.y + item.height).toBeLessThanOrEqual(layout!.height);
      const over = items.filter((other) => other !== item && overlap(item, other));
      expect(over.map(({ id }) => id)).toEqual([]);
    }
  });

  test('panels that stand in a row begin and end on one line', () => {
    const panels = items.map(({ id, overlay, x, y, width, height }) => {
      const bleed =
        panelBleed * (width / overlays.find(({ name }) => name === overlay)!.size.width);
      return { id, x, top: y + bleed, bottom: y + height - bleed };
    });
    for (const one of panels) {
      for (const other of panels) {
        const apart = [Math.abs(one.top - other.top), Math.abs(one.bottom - other.bottom)];
        const isRow = one.x !== other.x && Math.max(...apart) < 8;
        if (isRow) expect(Math.max(...apart), `${one.id}, ${other.id}`).toBeLessThan(2.6);
      }
    }
  });

  test('leaves the middle of the picture free if it is a full canvas', () => {
    if (layout!.height < 1080) return;
    const isUpright = layout!.height > layout!.width;
    const middle = isUpright
      ? { x: 0, y: 660, width: 1080, height: 500 }
      : { x: 500, y: 200, width: 920, height: 560 };
    expect(items.filter((item) => overlap(item, middle as LayoutItem)).map(({ id }) => id)).toEqual(
      [],
    );
  });

  test('keeps clear of the edges that screens cut, and of the buttons of apps for upright video', () => {
    // A strip may reach from edge to edge.
    if (layout!.height < 1080 || name === 'broadcast') return;
    const isUpright = layout!.height > layout!.width;
    const free = isUpright
      ? { x: 60, y: 160, right: 1020, bottom: 1540 }
      : { x: 40, y: 40, right: 1880, bottom: 1040 };
    for (const { id, x, y, width, height } of items) {
      expect(x, id).toBeGreaterThanOrEqual(free.x);
      expect(y, id).toBeGreaterThanOrEqual(free.y);
      expect(x + width, id).toBeLessThanOrEqual(free.right);
      expect(y + height, id).toBeLessThanOrEqual(free.bottom + 1);
      // The apps' own buttons are at the right, in the lower half.
      if (isUpright && y > 900) expect(x + width, id).toBeLessThanOrEqual(940);
    }
  });
});
