/** Which changes of a theme are one undo step. */
import { describe, expect, test } from 'vitest';
import { begin, change, type UndoHistory, undo } from '../../../panel/core/undo-history.ts';
import { makeUndoSteps } from '../../../panel/themes/undo-steps.ts';

/** Changes of a value that counts up, `pauseMs` apart. */
class Edited {
  readonly steps = makeUndoSteps();
  history: UndoHistory<number> = begin(0);
  #nowMs = 0;

  put(field: string | null, pauseMs = 100): this {
    this.#nowMs += pauseMs;
    const key = this.steps.keyOf(field);
    this.history = change(this.history, this.history.now + 1, key, this.#nowMs);
    return this;
  }

  /** Values that undo comes by. */
  get way(): number[] {
    const way: number[] = [];
    for (let at = this.history; at.past.length > 0; ) {
      at = undo(at);
      way.push(at.now);
    }
    return way;
  }
}

describe('Undo of a theme', () => {
  test('takes back what was typed into one field without a pause at once', () => {
    expect(new Edited().put('title').put('title').put('title').way).toEqual([0]);
  });

  test('stops at a pause, and between two fields', () => {
    expect(new Edited().put('title').put('title', 1_500).put('author').way).toEqual([2, 1, 0]);
  });

  test('takes back a whole drag, however long it paused', () => {
    const edited = new Edited().put('corner');
    edited.steps.begin();
    edited.put('corner').put('corner', 4_000).put('corner', 2_000);
    edited.steps.end();
    expect(edited.put('corner').way).toEqual([4, 1, 0]);
  });

  test('takes back two drags of one slider one by one, quick as they were', () => {
    const edited = new Edited();
    for (let drag = 0; drag < 2; drag++) {
      edited.steps.begin();
      edited.put('corner', 10).put('corner', 10);
      edited.steps.end();
    }
    expect(edited.way).toEqual([2, 0]);
  });

  test('takes back each choice, switch and reset for itself', () => {
    expect(new Edited().put(null, 5).put(null, 5).put(null, 5).way).toEqual([2, 1, 0]);
  });
});
