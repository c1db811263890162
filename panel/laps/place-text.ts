/** A place along the track in words: metres, sector, corner. Pure. */
import type { LapComparison } from './comparison.ts';
import { cornerAt } from './corners.ts';
import { number, percent } from './wording.ts';

/** `2 345 m`, or `46.9 %` where the track's length is not known. */
export function distanceText(place: number, lengthM: number | null): string {
  if (lengthM === null) return `${(place * 100).toFixed(1)} %`;
  return `${grouped(Math.round(place * lengthM))} m`;
}

/** Digits in groups of three, with narrow no-break spaces. */
export function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

function sectorAt(sectors: readonly number[], place: number): number {
  return 1 + sectors.filter((start) => place >= start).length;
}

/** `2 345 m · sector 2 · corner 5` */
export function placeText(comparison: LapComparison, place: number): string {
  const { lengthM, sectors, corners } = comparison;
  const corner = cornerAt(corners, place);
  return [
    distanceText(place, lengthM),
    ...(sectors.length > 0 ? [`sector ${sectorAt(sectors, place)}`] : []),
    ...(corner === null ? [] : [`corner ${corner.number}`]),
  ].join(' · ');
}

/** The values at the cursor for screen readers: the place, then speed, pedals, gear and delta of each lap. */
export function cursorText(comparison: LapComparison, place: number): string {
  const i = Math.round(place * comparison.steps);
  const laps = comparison.laps.map(({ title }, n) => {
    const words = comparison.charts.flatMap(({ name, title: what, text, curves }) => {
      const value = curves[n]?.[i];
      if (value === undefined || Number.isNaN(value)) return [];
      if (name === 'rpm' || name === 'steering') return [];
      return [`${what.toLowerCase()} ${text(value)}`];
    });
    return `${title}: ${words.length > 0 ? words.join(', ') : 'nothing recorded here'}`;
  });
  return [placeText(comparison, place), ...laps].join('. ');
}

/** A share in percent, with the difference to the reference. */
export function shareText(share: number, reference: number): string {
  const points = Math.round(share * 100) - Math.round(reference * 100);
  if (Number.isNaN(points) || points === 0) return percent(share);
  return `${percent(share)} (${points < 0 ? '−' : '+'}${number(Math.abs(points))})`;
}
