/**
 * The keys of a running relay: finds the key that a caller shows. `access-policy.ts` decides what that key permits. Follows
 * `keys.json`, so a key can be made or revoked without a restart.
 */
import type { KeyKind, ListedKey, MadeKey } from '../../protocol/access-keys.ts';
import type { Log } from '../../protocol/log.ts';
import { fileStamp } from '../files/file-stamp.ts';
import { KeyFile } from './key-file.ts';
import {
  findKey,
  type KeyEntry,
  type KeyList,
  keyInfo,
  withNewKey,
  withoutKey,
  withRenewedKey,
} from './key-list.ts';

/** What the access policy needs of the keys. */
export interface KnownKeys {
  /** Grows with every change of the keys. */
  readonly version: number;
  has(kind: KeyKind): boolean;
  /** The key that was shown; null: it is none of them. */
  find(shown: string): KeyEntry | null;
  /** Whether the key is still what it was. */
  isValid(id: string, sha256: string): boolean;
}

export class KeyRing implements KnownKeys {
  readonly #file: KeyFile;
  readonly #now: () => number;
  #keys: KeyList;
  #stamp: string | null;
  #version = 0;
  /** When each key was last shown, by its id, ms. */
  readonly #usedAt = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  readonly #revokedListeners = new Set<(id: string) => void>();

  private constructor(file: KeyFile, keys: KeyList, stamp: string | null, now: () => number) {
    this.#file = file;
    this.#keys = keys;
    this.#stamp = stamp;
    this.#now = now;
  }

  /** @param now ms since 1970. @throws StartError `bad-key-list` */
  static async open(userFolder: string, log: Log, now: () => number): Promise<KeyRing> {
    const file = new KeyFile(userFolder, log);
    const keys = await file.open();
    return new KeyRing(file, keys, await fileStamp(file.path), now);
  }

  get version(): number {
    return this.#version;
  }

  list(): ListedKey[] {
    return this.#keys.map((entry) => ({
      ...keyInfo(entry),
      usedAt: this.#usedAt.get(entry.id) ?? null,
    }));
  }

  has(kind: KeyKind): boolean {
    return this.#keys.some((entry) => entry.kind === kind);
  }

  find(shown: string): KeyEntry | null {
    const found = findKey(this.#keys, shown);
    if (found !== null) this.#usedAt.set(found.id, Math.round(this.#now()));
    return found;
  }

  isValid(id: string, sha256: string): boolean {
    return this.#keys.some((entry) => entry.id === id && entry.sha256 === sha256);
  }

  /** Calls the listener when a key was made, renewed or revoked. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Calls the listener with the id of each key that was revoked, here or by another program. */
  onRevoked(listener: (id: string) => void): void {
    this.#revokedListeners.add(listener);
  }

  /** @throws RelayError `bad-parameter`, `key-name-taken`, `too-many`, `not-saved` */
  async add(kind: KeyKind, name: string): Promise<MadeKey> {
    const change = await this.#update((keys) => withNewKey(keys, kind, name, this.#date()));
    return change.made;
  }

  /** @throws RelayError `not-found`, `not-saved` */
  async renew(id: string): Promise<MadeKey> {
    const change = await this.#update((keys) => withRenewedKey(keys, id, this.#date()));
    return change.made;
  }

  /** @throws RelayError `not-found`, `not-saved` */
  async revoke(id: string): Promise<void> {
    await this.#update((keys) => ({ keys: withoutKey(keys, id) }));
  }

  /** Called once a second: reads the file again when another program has changed it. */
  async poll(): Promise<void> {
    const stamp = await fileStamp(this.#file.path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#replace(await this.#file.follow(this.#keys));
  }

  #date(): Date {
    return new Date(this.#now());
  }

  async #update<T extends { readonly keys: KeyList }>(change: (keys: KeyList) => T): Promise<T> {
    const changed = await this.#file.update(change, this.#keys);
    this.#replace(changed.keys);
    this.#stamp = await fileStamp(this.#file.path);
    return changed;
  }

  #replace(keys: KeyList): void {
    if (JSON.stringify(keys) === JSON.stringify(this.#keys)) return;
    const left = new Set(keys.map(({ id }) => id));
    const revoked = this.#keys.filter(({ id }) => !left.has(id));
    this.#keys = keys;
    this.#version++;
    for (const { id } of revoked) {
      for (const listener of this.#revokedListeners) listener(id);
    }
    for (const listener of this.#listeners) listener();
  }
}
