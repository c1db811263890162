/**
 * What is wrong with this page, in sentences. Each is said once on the console, whose errors are the one thing
 * that OBS writes into its log, and is shown by `?debug`.
 */
import { limits } from '../../protocol/limits.ts';

export class Problems {
  readonly #said = new Set<string>();

  get sentences(): readonly string[] {
    return [...this.#said];
  }

  /** @param sentence complete, with what would be right where that can be said */
  report(sentence: string): void {
    if (this.#said.has(sentence) || this.#said.size >= limits.pageSentencesMax) return;
    this.#said.add(sentence);
    console.error(`Sequential: ${sentence}`);
  }
}

/** The message of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
