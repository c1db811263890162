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
  /** While it is seen: shapes of one kind only pass into each other. */
  readonly shown: Pose;
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
  shown: shownPose,
  inMs: 240,
  outMs: 600,
  inEasing: 'ease',
  outEasing: 'ease',
};

/**
 * Fast at first, then it comes to rest; and the other way round. At 30 pictures a second no picture is further than a third
 * of the way from the one before it: more looks like a jump.
 */
const arriving = 'cubic-bezier(0.25, 0.9, 0.4, 1)';
const leaving = 'cubic-bezier(0.4, 0, 0.7, 0.4)';

function clipped(before: string, after = before): Entrance {
  return {
    before: { ...shownPose, clipPath: before },
    after: { ...shownPose, clipPath: after },
    shown: shownPose,
    inMs: 420,
    outMs: 320,
    inEasing: arriving,
    outEasing: leaving,
  };
}

/** Fades in from aside. @param translate CSS */
function from(translate: string, inEasing = arriving): Entrance {
  const aside = { ...hidden, translate };
  return { ...clipped(''), before: aside, after: aside, inMs: 420, outMs: 260, inEasing };
}

const entrances: Readonly<Record<EntranceKind, Entrance>> = {
  fade,
  /** From left to right, and out the same way. */
  wipe: clipped('inset(0% 100% 0% 0%)', 'inset(0% 0% 0% 100%)'),
  rise: from('0px 18px'),
  /** From above, a little too far, as an instrument is put into its place. */
  drop: from('0px -22px', 'cubic-bezier(0.34, 1.5, 0.64, 1)'),
  slide: from('-24px 0px'),
  /** As light climbs in a tube. */
  fill: clipped('inset(100% 0% 0% 0%)'),
  /** As paper does, from its upper edge. */
  unroll: clipped('inset(0% 0% 100% 0%)'),
  /** From its middle to both sides. */
  open: clipped('inset(0% 50% 0% 50%)'),
  /** From a line in its middle, as a tube lights up. */
  unfold: clipped('inset(50% 0% 50% 0%)'),
  /** As a round window opens. */
  iris: {
    ...clipped('circle(0% at 50% 50%)'),
    // The corners are 70.7 % away.
    shown: { ...shownPose, clipPath: 'circle(72% at 50% 50%)' },
  },
  /** As a display of segments comes on. */
  steps: { ...fade, inMs: 280, inEasing: 'steps(4, end)', outMs: 210, outEasing: 'steps(3, end)' },
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
  const isCalm = entrance.inMs === 0 || entrance === fade;
  return isCalm ? 0 : Math.min(order * apartMs, longestWaitMs);
}
