/**
 * Takes private details out of the lines of the log, again and again for a panel that asks every few seconds. Lines that
 * it has seen are remembered, and between some new ones it lets live frames through: 4000 lines take 70 ms.
 */
import { setImmediate } from 'node:timers/promises';
import { type RedactInput, redactor } from './redact.ts';

/** New lines in one turn of the event loop: some 2 ms. */
const linesPerTurn = 100;

export class CleanLog {
  #input = '';
  /** What is shown, by the line. */
  #known = new Map<string, string>();

  async clean(lines: readonly string[], input: RedactInput): Promise<string[]> {
    const text = JSON.stringify(input);
    // A secret that was set meanwhile may stand in lines from before.
    if (text !== this.#input) this.#known = new Map();
    this.#input = text;
    const before = this.#known;
    const hide = redactor(input);
    const next = new Map<string, string>();
    const shown: string[] = [];
    let fresh = 0;
    for (const line of lines) {
      let clean = next.get(line) ?? before.get(line);
      if (clean === undefined) {
        clean = hide(line);
        if (++fresh % linesPerTurn === 0) await setImmediate();
      }
      next.set(line, clean);
      shown.push(clean);
    }
    this.#known = next;
    return shown;
  }
}
