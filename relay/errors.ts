/** Errors that the relay throws on purpose. Every refusal has a code of `protocol/error-codes.ts`. */
import { type ErrorCode, errorCodes } from '../protocol/error-codes.ts';
import type { ProtocolError } from '../protocol/messages.ts';

export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** How long the answer is held back, ms; slows down guessing of keys. */
  readonly holdMs: number;

  constructor(code: ErrorCode, sentence: string, hint?: string, holdMs = 0) {
    super(sentence);
    this.code = code;
    this.hint = hint;
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
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: 'key-needed';
  readonly hint: string;

  constructor(code: StartError['code'], sentence: string, hint: string) {
    super(sentence);
    this.code = code;
    this.hint = hint;
  }
}
