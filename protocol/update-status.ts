/** What `GET /api/updates` answers: which release there is, and what the user can do with it. Types only. */

/** How the program came to this machine; `source`: a clone of the repository; `container`: an image. */
export type Distribution = 'source' | 'npm' | 'debian' | 'installed' | 'portable' | 'container';

/** A newer release. */
export interface OfferedRelease {
  readonly version: string;
  /** ISO 8601 */
  readonly date: string;
  /** Text with headings (`##`), lists (`-`), **strong** words and `code`; nothing else has a meaning. */
  readonly notes: string;
  /** The page that people download it from. */
  readonly page: string;
  /** The file for this kind of installation; null: there is none. */
  readonly file: { readonly url: string; readonly bytes: number } | null;
}

/** Why a release cannot be installed now. `obs-silent`: OBS is connected and does not say whether it streams. */
export type UpdateHindrance = 'driving' | 'streaming' | 'recording' | 'obs-silent';

/** Why a check or an installation failed: a code of docs/error-codes.md, a sentence and perhaps a hint. */
export interface UpdateFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export type UpdateState =
  /** Nothing is checked unless the user asks. */
  | { readonly kind: 'off' }
  | { readonly kind: 'never-checked' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'up-to-date' }
  | { readonly kind: 'available'; readonly release: OfferedRelease }
  | {
      readonly kind: 'downloading';
      readonly release: OfferedRelease;
      readonly receivedBytes: number;
    }
  /** Downloaded and checked, but something began meanwhile that an update would disturb. */
  | { readonly kind: 'ready'; readonly release: OfferedRelease }
  /** Setup runs and will end this program. */
  | { readonly kind: 'installing'; readonly release: OfferedRelease }
  | {
      readonly kind: 'failed';
      readonly failure: UpdateFailure;
      /** null: the check failed, and no newer release is known. */
      readonly release: OfferedRelease | null;
    };

export interface UpdateStatus {
  /** The version that runs. */
  readonly version: string;
  readonly distribution: Distribution;
  /** Sequential can install releases itself. */
  readonly canInstall: boolean;
  /** Once a day it looks for a newer release. */
  readonly daily: boolean;
  /** When it was last told which release is the newest, ms since 1970; null: never. */
  readonly checkedAt: number | null;
  /** Exactly what a check sends, line by line; null: this program does not know where releases are announced. */
  readonly request: readonly string[] | null;
  readonly state: UpdateState;
  /** null: nothing hinders. */
  readonly hindrance: UpdateHindrance | null;
}
