/** Which notices are shown. Pure. */

/** `good`: read aloud politely. `bad`: read aloud at once, and shown longer. */
export type NoticeTone = 'good' | 'bad';

export interface Notice {
  readonly id: number;
  readonly sentence: string;
  readonly tone: NoticeTone;
  /** Code of the reported error. */
  readonly code?: string;
}

const noticesShown = 4;

/** The notice of an act replaces that of the act before. Errors stay, each sentence once. */
export function withNotice(shown: readonly Notice[], next: Notice): readonly Notice[] {
  const others = shown.filter(({ sentence, tone }) => tone === 'bad' && sentence !== next.sentence);
  return [...others, next].slice(-noticesShown);
}

/** The user is in another room: what was done in the one before is over. An error stays until it was read. */
export function afterRoomChange(shown: readonly Notice[]): readonly Notice[] {
  return shown.filter(({ tone }) => tone === 'bad');
}
