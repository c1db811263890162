/** Sentences about the fields of one batch that were left out: one a field, however many frames it is wrong in. Pure. */
import type { FrameProblem } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

interface FieldWarning {
  readonly first: FrameProblem;
  frames: number;
}

export class Warnings {
  readonly #fields = new Map<string, FieldWarning>();
  /** Fields beyond `limits.warningsMax`, counted once for each frame. */
  #more = 0;

  add(problem: FrameProblem): void {
    const known = this.#fields.get(problem.field);
    if (known !== undefined) known.frames++;
    else if (this.#fields.size < limits.warningsMax)
      this.#fields.set(problem.field, { first: problem, frames: 1 });
    else this.#more++;
  }

  /** At most `limits.warningsMax`, and one that says how many more there would be. */
  sentences(): string[] {
    const said = [...this.#fields.values()].map(sentence);
    if (this.#more > 0) said.push(`${this.#more} more values of other fields were left out.`);
    return said;
  }
}

function sentence({ first, frames }: FieldWarning): string {
  const { index, field, expected, got } = first;
  const name = JSON.stringify(field.slice(0, limits.warnedFieldCharsMax));
  const where = frames === 1 ? `frame ${index}` : `${frames} frames, the first is frame ${index}`;
  return `Field ${name} was left out of ${where}: expected ${expected}, got ${got}.`;
}
