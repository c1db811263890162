/** What of a theme is hard to read, or looks alike to people who see fewer colours: hints, never refusals. Pure. */
import { colourPattern, contrast, distanceFor, visionNames } from './colours.ts';
import { shownIn, type ThemeFile } from './draft.ts';
import type { ThemeForm } from './form.ts';
import { labelOf } from './wording.ts';

export interface Advice {
  /** The field that it is about first. */
  readonly key: string;
  readonly tone: 'bad' | 'wait';
  readonly sentence: string;
}

/** Writing and its ground, with the contrast that WCAG 2.2 asks for: AA for text, and for large figures and scales. */
const readings: readonly { ink: string; on: string; least: number }[] = [
  { ink: 'palette.ink', on: 'palette.panel', least: 4.5 },
  { ink: 'palette.muted', on: 'palette.panel', least: 4.5 },
  { ink: 'palette.plateInk', on: 'palette.plate', least: 4.5 },
  { ink: 'palette.accent', on: 'palette.panel', least: 3 },
  { ink: 'palette.throttle', on: 'palette.panel', least: 3 },
  { ink: 'palette.brake', on: 'palette.panel', least: 3 },
];

/** Colours that mean opposite things side by side. */
const pairs: readonly (readonly [string, string])[] = [
  ['palette.throttle', 'palette.brake'],
  ['palette.gain', 'palette.loss'],
  ['palette.throttle', 'palette.clutch'],
];

/** Closer than this they are taken for one another at a glance (CIE76). */
const alike = 18;

export function adviceOn(form: ThemeForm, file: ThemeFile): Advice[] {
  const colour = (key: string): string | null => {
    const field = form.fields.get(key);
    const value = field === undefined ? null : shownIn(file, field);
    return typeof value === 'string' && colourPattern.test(value) ? value : null;
  };
  const advice: Advice[] = [];
  for (const { ink, on, least } of readings) {
    const [a, b] = [colour(ink), colour(on)];
    if (a === null || b === null) continue;
    const ratio = contrast(a, b);
    if (ratio >= least) continue;
    const sentence = `“${labelOf(ink)}” on “${labelOf(on)}” is hard to read: contrast ${ratio.toFixed(1)}, from ${least} it is good.`;
    advice.push({ key: ink, tone: least > 3 ? 'bad' : 'wait', sentence });
  }
  for (const [one, other] of pairs) {
    const [a, b] = [colour(one), colour(other)];
    if (a === null || b === null) continue;
    const nearest = Math.min(...visionNames.map((vision) => distanceFor(vision, a, b)));
    if (nearest >= alike) continue;
    const sentence = `To one viewer in twenty (red-green blindness) “${labelOf(one)}” and “${labelOf(other)}” look alike; make one of them lighter or bluer.`;
    advice.push({ key: one, tone: 'wait', sentence });
  }
  return advice;
}
