/** Addresses of the panel's rooms. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, routeOf } from '../../../panel/core/route.ts';

test.each(['', '#', '#/', '#//'])('%j is home', (hash) => {
  expect(routeOf(hash)).toEqual({ room: 'home', path: [] });
});

test('what stands behind the room is its path', () => {
  expect(routeOf('#/overlays/gear')).toEqual({ room: 'overlays', path: ['gear'] });
  expect(hashOf('overlays', 'gear')).toBe('#/overlays/gear');
  expect(hashOf('home')).toBe('#/');
});

test('an address leads back to what it was made of', () => {
  const part = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(part, fc.array(part), (room, path) => {
      expect(routeOf(hashOf(room, ...path))).toEqual({ room, path });
    }),
  );
});

test('broken percent signs are taken as they are', () => {
  expect(routeOf('#/laps/50%')).toEqual({ room: 'laps', path: ['50%'] });
});
