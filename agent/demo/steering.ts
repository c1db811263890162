/** The driver's hands: they turn in a little before the corner, follow it and correct all the time. */
import type { CarSpec } from './car-spec.ts';
import { at, type Circuit } from './circuit.ts';
import { createWander, type Random, type Wander } from './random.ts';
import type { Vehicle } from './vehicle.ts';

/** How far ahead the driver steers, s, and the stiffness and damping of the hands. */
const previewS = 0.16;
const stiffness = 210;
const damping = 23;

export class Steering {
  /** -1…1 of the lock, positive right. */
  angle = 0;
  #speed = 0;
  readonly #spec: CarSpec;
  readonly #circuit: Circuit;
  readonly #slow: Wander;
  readonly #quick: Wander;

  constructor(spec: CarSpec, circuit: Circuit, random: Random) {
    this.#spec = spec;
    this.#circuit = circuit;
    this.#slow = createWander(random, 0.55);
    this.#quick = createWander(random, 0.16);
  }

  /**
   * @param lineCurvature curvature added by leaving the driven line (pit lane, running wide), 1/m.
   * @param slidingS above 0 during a slide: the hands countersteer.
   */
  step(
    seconds: number,
    vehicle: Vehicle,
    distanceM: number,
    lineCurvature: number,
    slidingS: number,
  ): void {
    const v = vehicle.speedMps;
    const curvature =
      at(this.#circuit, this.#circuit.curvature, distanceM + v * previewS) + lineCurvature;
    const lateral = (v * v * curvature) / (this.#spec.grip * vehicle.loadMps2);
    // Wheelbase over radius, and more the nearer the front tyres are to their limit (understeer).
    const under = 0.018 * lateral + 0.03 * lateral * lateral * lateral;
    const slide = slidingS > 0 ? -Math.sign(curvature) * 0.16 : 0;
    const slow = this.#slow.step(seconds);
    const quick = this.#quick.step(seconds);
    const load = Math.min(1, Math.abs(lateral));
    const restless =
      v > 1 ? slow * (0.009 + 0.02 * load) + quick * (0.003 + 0.034 * load * load) : 0;
    const target =
      (this.#spec.wheelbaseM * curvature + under) / this.#spec.lockRad + slide + restless;
    this.#speed += (stiffness * (target - this.angle) - damping * this.#speed) * seconds;
    this.angle = Math.max(-1, Math.min(1, this.angle + this.#speed * seconds));
  }

  put(): void {
    this.angle = 0;
    this.#speed = 0;
  }
}
