/** What the trace shows. Pure. */
import {
  type InputName,
  type InputPoint,
  type Inputs,
  inputPoints,
  inputsOf,
} from '../core/reading/inputs.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

export interface TracePicture {
  /** Present values; null: unknown. */
  readonly now: Inputs;
  /** New points, oldest first. */
  readonly points: readonly InputPoint[];
  /** The moment at the right edge; null: at rest. */
  readonly t: number | null;
  /** Clear the trace. */
  readonly reset: boolean;
}

const nothing: Inputs = { throttle: null, brake: null, clutch: null, steering: null };

export function readTrace(sample: Sample): TracePicture {
  const { reset, t, state } = sample;
  if (!isPresent(sample)) return { now: nothing, points: [], t: null, reset };
  return { now: inputsOf(state), points: inputPoints(sample), t, reset };
}

/** The value beside a name: percent of the pedal, or of the steering lock to either side. */
export interface InputValue {
  readonly percent: number;
  /** Of the steering: -1 left, 1 right, 0 straight. */
  readonly side: -1 | 0 | 1;
}

/** Below this share of the lock the wheel counts as straight. */
const straight = 0.005;

export function inputValue(name: InputName, value: number | null): InputValue | null {
  if (value === null) return null;
  if (name !== 'steering') return { percent: value * 100, side: 0 };
  const turned = value * 2 - 1;
  const side = Math.abs(turned) < straight ? 0 : turned < 0 ? -1 : 1;
  return { percent: Math.abs(turned) * 100, side };
}
