/** The last lines of the log, for a program whose log goes to a console. */
import { stripVTControlCharacters } from 'node:util';
import { limits } from '../../protocol/limits.ts';

export class LogMemory {
  #lines: string[] = [];

  /** @param text of one or several lines */
  add(text: string): void {
    for (const line of stripVTControlCharacters(text).split('\n')) {
      const plain = line.trimEnd();
      if (plain !== '') this.#lines.push(plain);
    }
    // In steps, as moving the whole array costs more than a line.
    if (this.#lines.length > limits.logLinesMax * 2) {
      this.#lines = this.#lines.slice(-limits.logLinesMax);
    }
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return this.#lines.slice(-limits.logLinesMax);
  }
}
