/** Addresses for OBS and for previews. */
import { expect, test } from 'vitest';
import {
  inOrder,
  previewUrl,
  sourceDragUrl,
  sourceUrl,
} from '../../../panel/core/overlay-links.ts';

const origin = 'http://127.0.0.1:5000';
const overlay = {
  name: 'tachometer',
  title: 'Tachometer & more',
  description: '',
  size: { width: 480, height: 300 },
  channels: [],
  parameters: [],
};

test('default values are not in the address of an overlay', () => {
  expect(sourceUrl(origin, 'gear', {})).toBe('http://127.0.0.1:5000/overlays/gear');
});

test('chosen values are in the address, with spaces as OBS reads them', () => {
  const values = { driver: 'Kim Roe', units: 'mph', lights: false };
  expect(sourceUrl(origin, 'gear', values)).toBe(
    `${origin}/overlays/gear?driver=Kim%20Roe&units=mph&lights=false`,
  );
});

test('the drag link contains the name and size of the source', () => {
  const url = sourceDragUrl(origin, overlay, { units: 'mph' });
  expect(url).toBe(
    `${origin}/overlays/tachometer?units=mph&layer-name=Tachometer%20%26%20more&layer-width=480&layer-height=300`,
  );
});

test('a preview is always visible and has a low frame rate', () => {
  const url = new URL(
    previewUrl(origin, 'gear', { show: 'menu', units: 'mph' }, { of: 'live', theme: 'apex' }),
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    show: 'always',
    fps: '30',
    units: 'mph',
    theme: 'apex',
  });
});

test('the built-in lap has no session, driver or delay', () => {
  const values = { session: 's', driver: 'd', delay: 80, centre: 'rpm' };
  const demo = new URL(previewUrl(origin, 'gear', values, { of: 'demo', theme: null }));
  expect(Object.fromEntries(demo.searchParams)).toEqual({
    show: 'always',
    fps: '30',
    centre: 'rpm',
    lap: 'demo',
  });
  const live = new URL(previewUrl(origin, 'gear', values, { of: 'live', theme: null }));
  expect(live.searchParams.get('driver')).toBe('d');
  expect(live.searchParams.get('delay')).toBe('80');
});

test('popular overlays come first, the others keep their order', () => {
  const names = ['delta', 'fuel', 'gear', 'tachometer', 'tyres'].map((name) => ({ name }));
  expect(inOrder(names).map(({ name }) => name)).toEqual([
    'tachometer',
    'gear',
    'delta',
    'fuel',
    'tyres',
  ]);
});
