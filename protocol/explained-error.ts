/** Errors as people read them. Pure. */

/** An error with a code that documents explain, a sentence for people, and perhaps what to do. */
export class ExplainedError<Code extends string> extends Error {
  readonly code: Code;
  readonly hint: string | undefined;

  constructor(code: Code, sentence: string, hint?: string) {
    super(sentence);
    this.code = code;
    this.hint = hint;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
