import { describe, expect, test } from 'vitest';
import { parseTarget, socketPath, watchPath, waySearch } from '../../../overlays/watch/address.ts';

describe('the address of the viewers’ page', () => {
  test('without a session it is the list, which `list` keeps open', () => {
    expect(parseTarget('/watch', '')).toEqual({ kind: 'list', stay: false });
    expect(parseTarget('/watch/', '?list')).toEqual({ kind: 'list', stay: true });
  });

  test('names a session, or `live` and perhaps a driver', () => {
    expect(parseTarget('/watch/RACE-1', '?driver=x')).toMatchObject({
      kind: 'watch',
      session: 'RACE-1',
      driver: null,
    });
    expect(parseTarget('/watch/live', '')).toMatchObject({
      kind: 'watch',
      session: 'live',
      driver: null,
    });
    expect(parseTarget('/watch/live/', '?driver=%20A.%20Driver')).toMatchObject({
      kind: 'watch',
      session: 'live',
      driver: 'A. Driver',
    });
  });

  test('says how the stream comes, and hands that on', () => {
    expect(parseTarget('/watch/live', '')).toMatchObject({ keepsStep: false, wantsChunks: false });
    expect(parseTarget('/watch/live', '?delay=stream&via=chunks')).toMatchObject({
      keepsStep: true,
      wantsChunks: true,
    });
    expect(waySearch('?list&via=chunks&delay=stream&driver=x')).toBe('via=chunks&delay=stream');
    expect(waySearch('?list')).toBe('');
  });

  test('wrong encoding is left as it is', () => {
    expect(parseTarget('/watch/%E0%A4', '')).toMatchObject({ session: '%E0%A4' });
  });

  test.each([
    { sessionID: 'RACE-1', driver: 'Béa & Co. 100%' },
    { sessionID: 'RACE-1', driver: null },
    { sessionID: 'RACE-1', driver: ' ' },
  ])('the way to a driver leads back to %o', (session) => {
    const { pathname, search } = new URL(watchPath(session, '?list&delay=stream'), 'http://relay');
    const target = parseTarget(pathname, search);
    const named = session.driver !== null && session.driver.trim() !== '';
    expect(target).toEqual({
      kind: 'watch',
      session: named ? 'live' : 'RACE-1',
      driver: named ? session.driver : null,
      keepsStep: true,
      wantsChunks: false,
    });
  });

  test('uses the relay’s own socket', () => {
    expect(socketPath({ session: 'live', driver: 'A & B' })).toBe('/ws/live?driver=A%20%26%20B');
    expect(socketPath({ session: 'RACE-1', driver: null })).toBe('/ws/RACE-1');
  });
});
