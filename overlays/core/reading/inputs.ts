/** Throttle, brake, clutch and steering as shares, and as points of a trace. Pure. */
import type { Frame } from '../../../protocol/frame.ts';
import type { Sample } from '../sample.ts';

const inputNames = ['throttle', 'brake', 'clutch', 'steering'] as const;
export type InputName = (typeof inputNames)[number];

/** 0…1 each (steering: 0 full left, 0.5 straight, 1 full right); null: the publisher does not send it. */
export type Inputs = Readonly<Record<InputName, number | null>>;

export interface InputPoint extends Inputs {
  readonly t: number;
}

/** The channels of a trace, the most important first. */
export function tracedInputs(shown: {
  readonly clutch: boolean;
  readonly steering: boolean;
}): InputName[] {
  const names: InputName[] = ['throttle', 'brake'];
  if (shown.clutch) names.push('clutch');
  if (shown.steering) names.push('steering');
  return names;
}

/** Brought into 0…1; null: not known. */
export function shareOf(value: number | undefined): number | null {
  return value === undefined ? null : Math.min(Math.max(value, 0), 1);
}

export function inputsOf({ gas, brake, clutch, steerAngle }: Partial<Frame>): Inputs {
  return {
    throttle: shareOf(gas),
    brake: shareOf(brake),
    clutch: shareOf(clutch),
    steering: steerAngle === undefined ? null : shareOf((steerAngle + 1) / 2),
  };
}

/** The inputs since the last update, oldest first. */
export function inputPoints({ passed, t }: Pick<Sample, 'passed' | 't'>): InputPoint[] {
  return passed.flatMap((frame) => {
    const at = frame.t ?? t;
    return at === null ? [] : [{ t: at, ...inputsOf(frame) }];
  });
}
