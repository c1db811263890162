/** Hints about colours of a theme that are hard to read, or that look alike with colour blindness. Pure. */
import { colourPattern, contrast, distanceFor, visionNames } from './colours.ts';
import { type ThemeFile, valueIn } from './draft.ts';
import type { ThemeForm } from './form.ts';
import { labelOf } from './wording.ts';

export interface Advice {
  /** The field that shows the hint. */
  readonly key: string;
  readonly tone: 'bad' | 'wait';
  readonly sentence: string;
}

/** Text colours and their backgrounds, with the least contrast of WCAG 2.2 AA for text, and for large text and graphics. */
const readings: readonly { ink: string; on: string; least: number }[] = [
  { ink: 'palette.ink', on: 'palette.panel', least: 4.5 },
  { ink: 'palette.muted', on: 'palette.panel', least: 4.5 },
  { ink: 'palette.plateInk', on: 'palette.plate', least: 4.5 },
  { ink: 'palette.accent', on: 'palette.panel', least: 3 },
  { ink: 'palette.throttle', on: 'palette.panel', least: 3 },
  { ink: 'palette.brake', on: 'palette.panel', least: 3 },
];

/** Colours with opposite meanings, side by side. */
const pairs: readonly (readonly [string, string])[] = [
  ['palette.throttle', 'palette.brake'],
  ['palette.gain', 'palette.loss'],
  ['palette.throttle', 'palette.clutch'],
];

/** Colours closer than this are easily confused (CIE76). */
const confusedDistance = 18;

export function adviceOn(form: ThemeForm, file: ThemeFile): Advice[] {
  const colour = (key: string): string | null => {
    const field = form.fields.get(key);
    const value = field === undefined ? null : valueIn(file, field);
    return typeof value === 'string' && colourPattern.test(value) ? value : null;
  };
  const advice: Advice[] = [];
  for (const { ink, on, least } of readings) {
    const [a, b] = [colour(ink), colour(on)];
    if (a === null || b === null) continue;
    const ratio = contrast(a, b);
    if (ratio >= least) continue;
    const sentence = `“${labelOf(ink)}” on “${labelOf(on)}” is hard to read: the contrast is ${ratio.toFixed(1)} and should be at least ${least}.`;
    advice.push({ key: ink, tone: least > 3 ? 'bad' : 'wait', sentence });
  }
  for (const [one, other] of pairs) {
    const [a, b] = [colour(one), colour(other)];
    if (a === null || b === null) continue;
    const nearest = Math.min(...visionNames.map((vision) => distanceFor(vision, a, b)));
    if (nearest >= confusedDistance) continue;
    const sentence = `“${labelOf(one)}” and “${labelOf(other)}” look alike to viewers with red-green blindness, about one in twenty. Make one of them lighter or bluer.`;
    advice.push({ key: one, tone: 'wait', sentence });
  }
  return advice;
}
