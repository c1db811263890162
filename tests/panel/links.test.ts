/** Addresses that people carry into OBS. */
import { expect, test } from 'vitest';
import { dragUrl, inOrder, overlayUrl, previewUrl } from '../../panel/links.ts';

const origin = 'http://127.0.0.1:5000';
const overlay = {
  name: 'tachometer',
  title: 'Tachometer & more',
  description: '',
  size: { width: 480, height: 300 },
};

test('the address of an overlay is short while everything is as usual', () => {
  const choices = { theme: '', units: 'kmh' } as const;
  expect(overlayUrl(origin, 'gear', choices)).toBe('http://127.0.0.1:5000/overlays/gear');
});

test('choices are in the address of source, preview and drag link alike', () => {
  const choices = { theme: 'night run', units: 'mph' } as const;
  const chosen = 'theme=night%20run&units=mph';
  expect(overlayUrl(origin, 'gear', choices)).toBe(`${origin}/overlays/gear?${chosen}`);
  expect(previewUrl(origin, 'gear', choices)).toBe(
    `${origin}/overlays/gear?${chosen}&show=always&fps=30`,
  );
  expect(dragUrl(origin, overlay, choices)).toContain(`tachometer?${chosen}&layer-name=`);
});

test('the drag link gives OBS name and size, with spaces as OBS reads them', () => {
  const url = dragUrl(origin, overlay, { theme: '', units: 'kmh' });
  expect(url).toBe(
    `${origin}/overlays/tachometer?layer-name=Tachometer%20%26%20more&layer-width=480&layer-height=300`,
  );
  expect(url).not.toContain('+');
});

test('what most people add comes first, the rest keeps its order', () => {
  const names = ['delta', 'fuel', 'gear', 'tachometer', 'tyres'].map((name) => ({ name }));
  expect(inOrder(names).map(({ name }) => name)).toEqual([
    'tachometer',
    'gear',
    'delta',
    'fuel',
    'tyres',
  ]);
});
