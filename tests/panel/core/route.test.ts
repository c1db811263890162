/** Addresses of rooms. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, routeOf } from '../../../panel/core/route.ts';

test.each(['', '#', '#/', '#//'])('%j is home', (hash) => {
  expect(routeOf(hash)).toEqual({ room: 'home', path: [] });
});

test('the rest of the address is the path', () => {
  expect(routeOf('#/overlays/gear')).toEqual({ room: 'overlays', path: ['gear'] });
  expect(hashOf('overlays', 'gear')).toBe('#/overlays/gear');
  expect(hashOf('home')).toBe('#/');
});

test('an address is read back to its room and path', () => {
  const part = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(part, fc.array(part), (room, path) => {
      expect(routeOf(hashOf(room, ...path))).toEqual({ room, path });
    }),
  );
});

test('invalid percent-encoding stays as it is', () => {
  expect(routeOf('#/laps/50%')).toEqual({ room: 'laps', path: ['50%'] });
});
