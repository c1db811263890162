/**
 * The problems of this page, in sentences. Each is written once to the console, because console errors are all that
 * OBS copies into its log, and listed by `?debug`.
 */
import { limits } from '../../protocol/limits.ts';

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
