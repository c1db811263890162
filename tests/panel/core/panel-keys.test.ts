import { describe, expect, test } from 'vitest';
import type { ItemStorage } from '../../../panel/core/kept-item.ts';
import { makeKeyStore, tokenInHash, typedKey } from '../../../panel/core/panel-keys.ts';
import { memoryStorage } from './memory-storage.ts';

const token = `${'aB3-_'.repeat(8)}xyz`;

describe('the address that Sequential prints', () => {
  test('contains the token and the room', () => {
    expect(tokenInHash(`#token=${token}`)).toEqual({ token, hash: '#/' });
    expect(tokenInHash(`#token=${token}/laps/A?laps=1`)).toEqual({
      token,
      hash: '#/laps/A?laps=1',
    });
  });

  test.each([
    '',
    '#/',
    '#/overlays',
    '#token=',
    '#token=short',
    `#token=${token}x`,
    `#/token=${token}`,
  ])('%s contains no token', (hash) => {
    expect(tokenInHash(hash)).toBeNull();
  });

  test('is accepted where a key is typed', () => {
    expect(typedKey(` http://127.0.0.1:5000/#token=${token}\n`)).toBe(token);
    expect(typedKey(` ${token} `)).toBe(token);
    expect(typedKey('an admin key ')).toBe('an admin key');
  });
});

describe('storage', () => {
  test('the browser stores the token, the tab the admin key', () => {
    const browser = memoryStorage();
    const tab = memoryStorage();
    const store = makeKeyStore({ tab: () => tab, browser: () => browser });
    expect(store.read()).toBeNull();
    store.write(token);
    expect(makeKeyStore({ tab: memoryStorage, browser: () => browser }).read()).toBe(token);
    store.write('admin-key');
    expect(store.read()).toBe('admin-key');
    expect([...browser.kept.values()]).toEqual([token]);
    store.write(null);
    expect([store.read(), browser.kept.size, tab.kept.size]).toEqual([null, 0, 0]);
  });

  test('a later token replaces a key', () => {
    const store = makeKeyStore({ tab: memoryStorage, browser: memoryStorage });
    const tab = memoryStorage();
    const kept = makeKeyStore({ tab: () => tab, browser: () => tab });
    kept.write('admin-key');
    kept.write(token);
    expect(kept.read()).toBe(token);
    expect(store.read()).toBeNull();
  });

  test('without storage the value lasts as long as the page', () => {
    const none = (): ItemStorage => {
      throw new DOMException('no', 'SecurityError');
    };
    const store = makeKeyStore({ tab: none, browser: none });
    store.write(token);
    expect(store.read()).toBe(token);
    store.write(null);
    expect(store.read()).toBeNull();
  });
});
