/** Errors that the relay throws on purpose. Every refusal has a code of `protocol/error-codes.ts`. */

import { type ErrorCode, errorCodes } from '../protocol/error-codes.ts';
import { ExplainedError } from '../protocol/explained-error.ts';
import type { ProtocolError } from '../protocol/messages.ts';

export class RelayError extends ExplainedError<ErrorCode> {
  override readonly name = 'RelayError';
  /** How long the answer is held back, ms; slows down guessing of keys. */
  readonly holdMs: number;

  constructor(code: ErrorCode, sentence: string, hint?: string, holdMs = 0) {
    super(code, sentence, hint);
    this.holdMs = holdMs;
  }

  get status(): number {
    return errorCodes[this.code];
  }

  toProtocol(): ProtocolError {
    const { code, message, hint } = this;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
}

/** The relay does not start with these options. */
export class StartError extends ExplainedError<
  'key-needed' | 'bad-key-list' | 'server-port-taken' | 'bad-certificate'
> {
  override readonly name = 'StartError';
}
