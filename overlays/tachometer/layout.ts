/** Where the parts of the tachometer stand, for each kind of instrument. Data in design pixels of its 400 x 400. */
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
}

export interface TachometerLayout {
  readonly lights: Box;
  /** What the parameter `centre` names stands here. */
  readonly hero: Place;
  readonly rpm: Place;
  readonly labels: readonly Label[];
}

const row = (y: number, width: number, height: number): Box => ({
  x: 200 - width / 2,
  y: y - height / 2,
  width,
  height,
});

const dash: TachometerLayout = {
  lights: row(137, 140, 13),
  hero: { x: 200, y: 203, cap: 88, width: 130 },
  rpm: { x: 200, y: 277, cap: 26, width: 110 },
  labels: [{ text: 'rpm', x: 200, y: 322, cap: 13, align: 'center' }],
};

export const layouts: Record<Theme['gauge']['kind'], TachometerLayout> = {
  arc: dash,
  segments: dash,
  dots: dash,
  line: dash,
  needle: {
    lights: row(142, 84, 15),
    hero: { x: 200, y: 268, cap: 30, width: 60 },
    rpm: { x: 200, y: 330, cap: 17, width: 130 },
    labels: [{ text: 'rpm × 1000', x: 200, y: 116, cap: 12, align: 'center' }],
  },
  ramp: {
    lights: row(214, 320, 14),
    hero: { x: 104, y: 300, cap: 96, width: 70 },
    rpm: { x: 352, y: 290, cap: 56, width: 206 },
    labels: [
      { text: 'gear', x: 50, y: 356, cap: 12, align: 'left' },
      { text: 'rpm', x: 352, y: 356, cap: 12, align: 'right' },
    ],
  },
};
