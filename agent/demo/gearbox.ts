/** A sequential gearbox with an automatic clutch: the tenth of a second between two gears. */
import type { Random } from './random.ts';

/** The game's own numbers. */
const reverse = 0;
export const neutral = 1;
export const first = 2;

/** Phases of one change, ms since its start. */
interface Change {
  readonly to: number;
  readonly up: boolean;
  /** The old gear disengages and the new one engages; the box is in neutral for 15 to 33 ms between. */
  readonly outMs: number;
  readonly inMs: number;
  /** The clutch is closed again. */
  readonly endMs: number;
  readonly blipStartMs: number;
  readonly blipEndMs: number;
  readonly blipGas: number;
}

const clutchPressMs = 22;

export class Gearbox {
  /** The game's own number; neutral between two gears. */
  gear = neutral;
  /** 1 = closed, 0 = open. */
  engaged = 1;
  /** The ignition is cut (changing up). */
  cut = false;
  /** The gearbox's own throttle blip on a downshift, 0…1. */
  blip = 0;
  readonly #random: Random;
  readonly #topGear: number;
  #change: Change | null = null;
  #elapsedMs = 0;

  constructor(random: Random, gears: number) {
    this.#random = random;
    this.#topGear = gears + 1;
  }

  /** A gear change is in progress. */
  get busy(): boolean {
    return this.#change !== null;
  }

  /** The engaged gear, or the one that a change leads to. */
  get target(): number {
    return this.#change?.to ?? this.gear;
  }

  /** Starts a change. Ignored during another change or for a gear that does not exist. */
  shift(to: number): void {
    if (this.#change !== null || to === this.gear || to < reverse || to > this.#topGear) return;
    const up = to > this.gear;
    const outMs = up ? 21 : 36;
    const inMs = outMs + this.#random.between(15, 33);
    const blipStartMs = 15;
    this.#change = {
      to,
      up,
      outMs,
      inMs,
      endMs: inMs + (up ? this.#random.between(36, 54) : this.#random.between(66, 105)),
      blipStartMs,
      blipEndMs: blipStartMs + this.#random.between(27, 60),
      blipGas: this.#random.between(0.85, 1.15),
    };
    this.#elapsedMs = 0;
  }

  /** Engages a gear at once, for a car that was teleported. */
  put(gear: number): void {
    this.#change = null;
    this.gear = gear;
    this.engaged = 1;
    this.cut = false;
    this.blip = 0;
  }

  step(ms: number): void {
    const change = this.#change;
    if (change === null) return;
    this.#elapsedMs += ms;
    const t = this.#elapsedMs;
    if (t >= change.endMs) {
      this.put(change.to);
      return;
    }
    if (t >= change.inMs) this.gear = change.to;
    else if (t >= change.outMs) this.gear = neutral;
    const open = change.up ? 0.82 : 1;
    const pressed = Math.min(1, t / clutchPressMs);
    const released = Math.max(0, (t - change.inMs) / (change.endMs - change.inMs));
    this.engaged = 1 - open * Math.min(pressed, 1 - released);
    this.cut = change.up && t < change.inMs + 9;
    const blipping = !change.up && t >= change.blipStartMs && t < change.blipEndMs;
    this.blip = blipping && change.to >= first ? Math.min(1, change.blipGas) : 0;
  }
}
