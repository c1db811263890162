/**
 * How an overlay comes and goes, by theme: as styles of its element that the browser changes over time. Pure.
 */
import type { Theme } from '../../../protocol/theme-schema.ts';

export type EntranceKind = Theme['motion']['entrance'];

export interface Pose {
  readonly opacity: string;
  readonly clipPath: string;
  readonly translate: string;
}

export interface Entrance {
  /** Before it comes, and after it has gone. */
  readonly before: Pose;
  readonly after: Pose;
  readonly inMs: number;
  readonly outMs: number;
  /** CSS timing functions. */
  readonly inEasing: string;
  readonly outEasing: string;
}

/** The pose of a visible overlay. */
export const shownPose: Pose = {
  opacity: '1',
  clipPath: 'inset(0% 0% 0% 0%)',
  translate: '0px 0px',
};

const hidden: Pose = { ...shownPose, opacity: '0' };

const fade: Entrance = {
  before: hidden,
  after: hidden,
  inMs: 200,
  outMs: 600,
  inEasing: 'ease',
  outEasing: 'ease',
};

const entrances: Readonly<Record<EntranceKind, Entrance>> = {
  fade,
  /** From left to right, and out the same way. */
  wipe: {
    before: { ...shownPose, clipPath: 'inset(0% 100% 0% 0%)' },
    after: { ...shownPose, clipPath: 'inset(0% 0% 0% 100%)' },
    inMs: 420,
    outMs: 320,
    inEasing: 'cubic-bezier(0.16, 1, 0.3, 1)',
    outEasing: 'cubic-bezier(0.7, 0, 0.84, 0)',
  },
  rise: {
    before: { ...hidden, translate: '0px 18px' },
    after: { ...hidden, translate: '0px 18px' },
    inMs: 320,
    outMs: 260,
    inEasing: 'cubic-bezier(0.16, 1, 0.3, 1)',
    outEasing: 'cubic-bezier(0.7, 0, 0.84, 0)',
  },
  cut: { ...fade, inMs: 0, outMs: 0 },
};

/** @param kind null: the theme is not known yet */
export function entranceOf(kind: EntranceKind | null, isReduced: boolean): Entrance {
  return entrances[isReduced ? 'cut' : (kind ?? 'fade')];
}

/** Items of a layout come one after the other, this far apart, ms. */
const apartMs = 60;
const longestWaitMs = 360;

/** How long the nth item of a layout waits before it comes, ms. */
export function waitMsOf(entrance: Entrance, order: number): number {
  return entrance.inMs <= fade.inMs ? 0 : Math.min(order * apartMs, longestWaitMs);
}
