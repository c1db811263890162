/**
 * The problems of this page, in sentences. Each is written once to the console, because console errors are all that
 * OBS copies into its log, and listed by `?debug`.
 */
import { limits } from '../../protocol/limits.ts';

/** Where what is loaded for a page reports what is wrong. Each gets one sentence. */
export interface LoadProblems {
  /** It stays like this. */
  report(sentence: string): void;
  /** The relay, which may be away, did not send it: it is asked for again when the relay is back. */
  missing(sentence: string): void;
}

export class Problems {
  readonly #sentences = new Set<string>();

  get sentences(): readonly string[] {
    return [...this.#sentences];
  }

  /** @param sentence a complete sentence; it names what would be valid where there is such a thing */
  report(sentence: string): void {
    if (this.#sentences.has(sentence) || this.#sentences.size >= limits.pageSentencesMax) return;
    this.#sentences.add(sentence);
    console.error(`Sequential: ${sentence}`);
  }
}
