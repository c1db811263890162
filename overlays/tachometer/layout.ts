/** Where the parts of the tachometer stand, for each kind of instrument. Data in design pixels of its 400 x 400. */
import type { LampArc } from '../core/draw/lamps.ts';
import type { Box } from '../core/draw/shape.ts';
import type { Theme } from '../core/theme.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly cap: number;
  readonly width: number;
}

export interface Label extends Omit<Place, 'width'> {
  readonly text: string;
  readonly align: 'left' | 'center' | 'right';
  readonly width?: number;
  /** Only where the gear is shown. */
  readonly ofGear?: boolean;
}

export interface TachometerLayout {
  readonly lights: Box;
  readonly lightsArc?: LampArc;
  readonly gear: Place;
  readonly rpm: Place;
  /** Instead of both, when only rpm are shown. */
  readonly onlyRpm: Place;
  readonly labels: readonly Label[];
}

const row = (y: number, width: number, height: number): Box => ({
  x: 200 - width / 2,
  y: y - height / 2,
  width,
  height,
});

/** Lamps along the upper rim of the middle. */
const dash: TachometerLayout = {
  lights: row(120, 150, 15),
  lightsArc: { cx: 200, cy: 200, radius: 84, sweepDeg: 138, thickness: 14 },
  gear: { x: 200, y: 197, cap: 84, width: 130 },
  onlyRpm: { x: 200, y: 208, cap: 56, width: 150 },
  rpm: { x: 200, y: 272, cap: 26, width: 116 },
  labels: [{ text: 'rpm', x: 200, y: 322, cap: 13, align: 'center' }],
};

const layouts: Record<Theme['gauge']['kind'], TachometerLayout> = {
  arc: dash,
  segments: {
    ...dash,
    gear: { x: 200, y: 192, cap: 80, width: 130 },
    rpm: { x: 200, y: 281, cap: 25, width: 116 },
    labels: [{ text: 'rpm', x: 200, y: 326, cap: 13, align: 'center' }],
  },
  dots: dash,
  line: dash,
  needle: {
    lights: row(142, 84, 15),
    gear: { x: 200, y: 268, cap: 30, width: 60 },
    onlyRpm: { x: 200, y: 282, cap: 25, width: 150 },
    rpm: { x: 200, y: 330, cap: 17, width: 130 },
    labels: [{ text: 'rpm × 1000', x: 200, y: 116, cap: 12, align: 'center' }],
  },
  ramp: {
    lights: row(232, 322, 13),
    gear: { x: 82, y: 318, cap: 74, width: 70 },
    onlyRpm: { x: 356, y: 318, cap: 74, width: 300 },
    rpm: { x: 356, y: 326, cap: 58, width: 216 },
    labels: [
      { text: 'gear', x: 44, y: 264, cap: 12.5, align: 'left', ofGear: true },
      { text: 'rpm', x: 356, y: 264, cap: 12.5, align: 'right' },
    ],
  },
  frame: {
    lights: row(41, 330, 18),
    gear: { x: 200, y: 214, cap: 112, width: 190 },
    onlyRpm: { x: 200, y: 228, cap: 74, width: 210 },
    rpm: { x: 200, y: 318, cap: 32, width: 150 },
    labels: [{ text: 'rpm', x: 200, y: 354, cap: 13, align: 'center' }],
  },
  wedge: {
    lights: row(126, 116, 28),
    gear: { x: 200, y: 202, cap: 92, width: 130 },
    onlyRpm: { x: 200, y: 214, cap: 54, width: 150 },
    rpm: { x: 200, y: 284, cap: 30, width: 116 },
    labels: [{ text: 'rpm', x: 200, y: 322, cap: 15, align: 'center' }],
  },
  chronograph: {
    lights: row(132, 104, 9),
    gear: { x: 200, y: 284, cap: 52, width: 80 },
    onlyRpm: { x: 200, y: 284, cap: 24, width: 92 },
    rpm: { x: 200, y: 161, cap: 19, width: 110 },
    labels: [{ text: 'rpm', x: 200, y: 108, cap: 12.5, align: 'center' }],
  },
  scribble: {
    lights: row(140, 136, 20),
    gear: { x: 200, y: 214, cap: 80, width: 130 },
    onlyRpm: { x: 200, y: 224, cap: 52, width: 160 },
    rpm: { x: 200, y: 296, cap: 28, width: 120 },
    labels: [{ text: 'rpm', x: 200, y: 342, cap: 15, align: 'center' }],
  },
  tape: {
    lights: row(48, 320, 20),
    gear: { x: 200, y: 267, cap: 84, width: 180 },
    onlyRpm: { x: 200, y: 267, cap: 56, width: 200 },
    rpm: { x: 250, y: 356, cap: 24, width: 130 },
    labels: [{ text: 'rpm', x: 150, y: 356, cap: 16, align: 'right' }],
  },
};

/** Figures that need no window of drums have its room on the face of a needle. */
const withoutDrums: Pick<TachometerLayout, 'gear' | 'rpm' | 'onlyRpm'> = {
  gear: { x: 200, y: 266, cap: 46, width: 80 },
  onlyRpm: { x: 200, y: 284, cap: 42, width: 168 },
  rpm: { x: 200, y: 331, cap: 27, width: 130 },
};

export function tachometerLayout({ gauge, digits }: Theme): TachometerLayout {
  const layout = layouts[gauge.kind];
  const isBare = gauge.kind === 'needle' && digits.kind !== 'drum' && digits.housing === 'none';
  return isBare ? { ...layout, ...withoutDrums } : layout;
}
