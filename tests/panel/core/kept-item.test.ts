/** What the panel keeps in the browser, also in one that stores nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ItemStorage, keptItem } from '../../../panel/core/kept-item.ts';
import { memoryStorage } from './memory-storage.ts';

describe('an item', () => {
  test('is there again after the page was loaded again', () => {
    const storage = memoryStorage();
    keptItem(() => storage, 'scheme').write('light');
    const later = keptItem(() => storage, 'scheme');
    expect(later.read()).toBe('light');
    later.write(null);
    expect(keptItem(() => storage, 'scheme').read()).toBeNull();
  });

  test('lasts as long as the page where the browser blocks its storage', () => {
    const item = keptItem(() => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    }, 'scheme');
    expect(item.read()).toBeNull();
    item.write('light');
    expect(item.read()).toBe('light');
  });

  test('is the newest one where the storage is full', () => {
    const storage = memoryStorage();
    storage.setItem('scheme', 'dark');
    const full: ItemStorage = {
      ...storage,
      setItem() {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      },
    };
    const item = keptItem(() => full, 'scheme');
    item.write('light');
    expect(item.read()).toBe('light');
  });
});

test('no other file of the panel reads or writes the storage of the browser, which may throw', () => {
  const panel = resolve(import.meta.dirname, '../../../panel');
  const direct = readdirSync(panel, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      /(local|session)Storage\s*[.[]/.test(readFileSync(join(panel, file), 'utf8')),
  );
  expect(direct).toEqual([]);
});
