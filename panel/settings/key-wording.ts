/** Sentences about keys. Pure. */
import type { KeyKind, KeysAnswer } from '../../protocol/access-keys.ts';
import { plural } from './wording.ts';

export const keyKindTitles: Readonly<Record<KeyKind, string>> = {
  view: 'Watching',
  publish: 'Publishing',
  admin: 'This panel',
};

/** What changes for everybody with the first key of a kind; null: nothing. */
export function firstKeyNote(kind: KeyKind, { keys, isPublic }: KeysAnswer): string | null {
  if (keys.some((key) => key.kind === kind)) return null;
  if (kind === 'view' && !isPublic) {
    return 'With the first key for watching, nobody watches without one: overlays in OBS on this PC need it too, behind # in their addresses.';
  }
  if (kind === 'publish') {
    return 'With the first key for publishing, nobody publishes without one. The Sequential on this PC goes on as before.';
  }
  return null;
}

/** @param origin of the relay, as this browser reaches it */
export function keyHowTo(kind: KeyKind, origin: string): string {
  switch (kind) {
    case 'view':
      return `Open an address with the key at its end: ${origin}/overlays/gear#key=KEY, or ${origin}/watch#key=KEY.`;
    case 'publish':
      return `The driver starts: sequential agent --relay ${origin} --key KEY.`;
    case 'admin':
      return `On another PC, open ${origin} and enter the key when the panel asks for it.`;
  }
}

/** @param usedAt ms since 1970; null: not since the start */
export function usedText(usedAt: number | null, now: number): string {
  if (usedAt === null) return 'not since the start';
  const minutes = Math.floor((now - usedAt) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${plural(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${plural(hours, 'hour')} ago` : `${Math.floor(hours / 24)} days ago`;
}
