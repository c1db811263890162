/** Why a check for updates, a download or Setup failed. Each code has a heading in docs/error-codes.md. Pure. */
import type { UpdateFailure } from '../../protocol/update-status.ts';

const hints = {
  'update-unreachable': 'Check the connection to the internet, and try again later.',
  'update-clock': 'Set the clock of this computer, then check again.',
  'update-not-understood': 'Open the download page in your browser instead.',
  'update-not-genuine': 'Nothing was installed. Download from the page you know instead.',
  'update-outdated': 'Nothing was installed. Try again later.',
  'update-damaged': 'Nothing was installed. Try again.',
  'update-disk-full': 'Free some space on the disk and try again.',
  'update-not-written': 'Check whether another program holds the folder of your data.',
  'update-setup-failed': 'Download Setup from the page below and start it yourself.',
} as const;

export type UpdateProblemCode = keyof typeof hints;

export const updateProblemCodes = Object.keys(hints) as UpdateProblemCode[];

export class UpdateProblem extends Error {
  override readonly name = 'UpdateProblem';
  readonly code: UpdateProblemCode;

  constructor(code: UpdateProblemCode, sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.code = code;
  }

  get hint(): string {
    return hints[this.code];
  }

  toFailure(): UpdateFailure {
    const { code, message, hint } = this;
    return { code, message, hint };
  }
}
