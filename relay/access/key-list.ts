/**
 * The list of made keys and its changes. A key has 256 random bits, so nobody can guess it, and a plain SHA-256 keeps it
 * secret: a slow hash protects only what people choose. Comparing costs microseconds, so showing keys is no way to keep a
 * relay busy.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import {
  type AccessKeyInfo,
  type KeyKind,
  keyKinds,
  type MadeKey,
} from '../../protocol/access-keys.ts';
import { limits } from '../../protocol/limits.ts';
import { withoutMarks } from '../../protocol/shown-text.ts';
import { RelayError } from '../errors.ts';

const entrySchema = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string().min(1).max(limits.keyNameCharsMax),
  kind: z.enum(keyKinds),
  madeAt: z.iso.datetime(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The content of `keys.json`. */
export const keyListSchema = z.object({ keys: z.array(entrySchema).max(limits.accessKeysMax) });

export type KeyEntry = z.output<typeof entrySchema>;
export type KeyList = readonly KeyEntry[];

/** A changed list, and the key that it was changed for. */
export interface KeyChange {
  readonly keys: KeyList;
  readonly made: MadeKey;
}

export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares hashes in constant time, and looks at every key, found or not. @returns null: it is none of them */
export function findKey(keys: KeyList, shown: string): KeyEntry | null {
  const hash = hashOf(shown);
  let found: KeyEntry | null = null;
  for (const entry of keys) {
    if (timingSafeEqual(hash, Buffer.from(entry.sha256, 'hex'))) found = entry;
  }
  return found;
}

/** What may be shown of a key. */
export function keyInfo({ id, name, kind, madeAt }: KeyEntry): AccessKeyInfo {
  return { id, name, kind, madeAt };
}

/** @throws RelayError `bad-parameter`, `key-name-taken`, `too-many` */
export function withNewKey(keys: KeyList, kind: KeyKind, name: string, now: Date): KeyChange {
  const tidy = checkedName(name);
  if (named(keys, tidy) !== null) {
    throw new RelayError(
      'key-name-taken',
      `There is already a key named ${JSON.stringify(tidy)}.`,
      'Choose another name, or renew that key.',
    );
  }
  if (keys.length >= limits.accessKeysMax) {
    throw new RelayError('too-many', `A relay has at most ${limits.accessKeysMax} keys.`);
  }
  const { key, sha256 } = randomKey(kind);
  const id = randomBytes(8).toString('hex');
  const entry: KeyEntry = { id, name: tidy, kind, madeAt: now.toISOString(), sha256 };
  return { keys: [...keys, entry], made: { ...keyInfo(entry), key } };
}

/**
 * Gives a key new text under the same name, so that its sessions stay its own. The former text is worth nothing at once.
 * @param idOrName of the key
 * @throws RelayError `not-found`
 */
export function withRenewedKey(keys: KeyList, idOrName: string, now: Date): KeyChange {
  const before = existing(keys, idOrName);
  const { key, sha256 } = randomKey(before.kind);
  const entry: KeyEntry = { ...before, madeAt: now.toISOString(), sha256 };
  return {
    keys: keys.map((one) => (one.id === before.id ? entry : one)),
    made: { ...keyInfo(entry), key },
  };
}

/** @param idOrName of the key @throws RelayError `not-found` */
export function withoutKey(keys: KeyList, idOrName: string): KeyList {
  const { id } = existing(keys, idOrName);
  return keys.filter((one) => one.id !== id);
}

function randomKey(kind: KeyKind): { key: string; sha256: string } {
  const key = `${kind}_${randomBytes(32).toString('base64url')}`;
  return { key, sha256: hashOf(key).toString('hex') };
}

function existing(keys: KeyList, idOrName: string): KeyEntry {
  const found = keys.find(({ id }) => id === idOrName) ?? named(keys, idOrName);
  if (found !== null) return found;
  throw new RelayError(
    'not-found',
    `There is no key named ${JSON.stringify(idOrName.slice(0, limits.keyNameCharsMax))}.`,
  );
}

function named(keys: KeyList, name: string): KeyEntry | null {
  const wanted = name.trim().toLowerCase();
  return keys.find((one) => one.name.toLowerCase() === wanted) ?? null;
}

function checkedName(name: string): string {
  const tidy = withoutMarks(name).trim();
  const isGood = tidy !== '' && tidy.length <= limits.keyNameCharsMax && !/\p{Cc}/u.test(tidy);
  if (isGood) return tidy;
  throw new RelayError(
    'bad-parameter',
    `A key needs a name of 1 to ${limits.keyNameCharsMax} characters.`,
    'Name the person it is for, for instance "Anna, PC".',
  );
}
