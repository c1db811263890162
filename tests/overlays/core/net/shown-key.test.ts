/** The key that a page shows to its relay. */
import { describe, expect, test } from 'vitest';
import { keyIn, offeredProtocols } from '../../../../overlays/core/net/shown-key.ts';
import { keyStorageNames } from '../../../../protocol/access-keys.ts';
import { callerOf } from '../../../../relay/access/caller.ts';

function storage(values: Record<string, string> = {}) {
  const kept = new Map(Object.entries(values));
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

const off = (): never => {
  throw new Error('Storage is switched off.');
};

describe('the key of a page', () => {
  test('stands behind # in its address, and is remembered for the tab', () => {
    const tab = storage();
    const places = { tab: () => tab, browser: () => storage() };
    expect(keyIn({ hash: '#key=view_a%2Db', ...places })).toBe('view_a-b');
    expect(keyIn({ hash: '#x=1&key=second', ...places })).toBe('second');
    expect(keyIn({ hash: '', ...places })).toBe('second');
  });

  test('is else the one that the panel keeps in this browser', () => {
    const browser = storage({ [keyStorageNames.token]: 'token' });
    const tab = storage({ [keyStorageNames.admin]: 'admin' });
    expect(keyIn({ hash: '', tab: () => storage(), browser: () => browser })).toBe('token');
    expect(keyIn({ hash: '#/laps', tab: () => tab, browser: () => browser })).toBe('admin');
  });

  test('needs no storage', () => {
    expect(keyIn({ hash: '#key=a', tab: off, browser: off })).toBe('a');
    expect(keyIn({ hash: '', tab: off, browser: off })).toBeNull();
  });
});

test.each(['view_'.padEnd(48, 'x'), 'Schlüssel mit Ümläuten / + = ?'])(
  'the relay reads the key “%s” from the subprotocols of a socket',
  (key) => {
    const protocols = offeredProtocols('sequential.v1', key);
    // As RFC 6455 allows them.
    for (const one of protocols) expect(one).toMatch(/^[\w.-]+$/);
    const headers = { 'sec-websocket-protocol': protocols.join(', ') };
    const request = { headers, socket: {} } as Parameters<typeof callerOf>[0];
    expect(callerOf(request).keyParameter).toBe(key);
  },
);

test('without a key a page offers its protocol alone', () => {
  expect(offeredProtocols('sequential.v1', null)).toEqual(['sequential.v1']);
});
