/** Sentences about the fields that were left out of a batch: one for each field, for all its frames. Pure. */
import type { FrameProblem } from './frame-check.ts';
import { limits } from './limits.ts';

interface FieldWarning {
  readonly first: FrameProblem;
  frames: number;
}

export class FrameWarnings {
  readonly #fields = new Map<string, FieldWarning>();
  /** Values of fields beyond `limits.warningsMax`. */
  #more = 0;

  add(problem: FrameProblem): void {
    const known = this.#fields.get(problem.field);
    if (known !== undefined) known.frames++;
    else if (this.#fields.size < limits.warningsMax) {
      this.#fields.set(problem.field, { first: problem, frames: 1 });
    } else this.#more++;
  }

  /** At most `limits.warningsMax` sentences, and one that counts the rest. */
  sentences(): string[] {
    const sentences = [...this.#fields.values()].map(sentence);
    if (this.#more > 0) sentences.push(`${this.#more} more values of other fields were left out.`);
    return sentences;
  }
}

function sentence({ first, frames }: FieldWarning): string {
  const { index, field, expected, got } = first;
  const name = JSON.stringify(field.slice(0, limits.warnedFieldCharsMax));
  const where = frames === 1 ? `frame ${index}` : `${frames} frames, the first is frame ${index}`;
  return `Field ${name} was left out of ${where}: expected ${expected}, got ${got}.`;
}
