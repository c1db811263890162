/**
 * Finds source files that changed since the last call. It compares modification times, because Node 20's recursive watch
 * on Linux loses a file once an editor has replaced it.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inputFiles } from '../build/inputs.ts';

export class SourceChanges {
  readonly #home: string;
  readonly #inputs: readonly string[];
  #times: Map<string, number>;

  constructor(home: string, inputs: readonly string[]) {
    this.#home = home;
    this.#inputs = inputs;
    this.#times = this.#readTimes();
  }

  /** Paths of files that were added, changed or removed since the last call. Takes some 5 ms. */
  read(): string[] {
    const before = this.#times;
    const now = this.#readTimes();
    this.#times = now;
    const changed = [...now].filter(([file, time]) => before.get(file) !== time);
    const removed = [...before.keys()].filter((file) => !now.has(file));
    return [...changed.map(([file]) => file), ...removed];
  }

  #readTimes(): Map<string, number> {
    const times = new Map<string, number>();
    for (const file of inputFiles(this.#inputs, this.#home)) {
      const stat = statSync(join(this.#home, file), { throwIfNoEntry: false });
      if (stat !== undefined) times.set(file, stat.mtimeMs);
    }
    return times;
  }
}
