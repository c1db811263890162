/** The trace of the driver's inputs: pedals and steering over the last seconds, in the theme's colours. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { InputName, InputPoint } from '../../reading/inputs.ts';
import type { Kit } from '../kit.ts';
import type { Box } from '../shape.ts';
import { Trace } from './trace.ts';

export function inputColour({ palette }: Theme, name: InputName): string {
  return name === 'steering' ? palette.steer : palette[name];
}

/** The areas below throttle and brake are filled. */
export function isFilledInput(name: InputName): boolean {
  return name === 'throttle' || name === 'brake';
}

export class InputTrace {
  readonly #trace: Trace;
  readonly #names: readonly InputName[];

  /** @param seconds time from the left edge to the right one */
  constructor(kit: Kit, box: Box, seconds: number, names: readonly InputName[]) {
    this.#names = names;
    this.#trace = new Trace(kit, {
      box,
      seconds,
      channels: names.map((name) => ({
        label: name,
        colour: inputColour(kit.theme, name),
        filled: isFilledInput(name),
        centred: name === 'steering',
      })),
    });
  }

  /**
   * @param points new ones, oldest first
   * @param t the moment at the right edge; null: there is nothing to draw
   * @param reset forget what was drawn
   */
  show(points: readonly InputPoint[], t: number | null, reset: boolean): void {
    if (reset || t === null) this.#trace.clear();
    for (const point of points) {
      this.#trace.push(
        point.t,
        this.#names.map((name) => point[name]),
      );
    }
    if (t !== null) this.#trace.show(t);
  }
}
