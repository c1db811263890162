/** A browser's storage, in memory. */
import type { ItemStorage } from '../../../panel/core/kept-item.ts';

export function memoryStorage(): ItemStorage & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}
