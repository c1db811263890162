/** Conversions between what the game gives and what people read. Pure. */

export const mphPerKmh = 0.621371;
export const psiPerBar = 14.5038;

export function kmhToMph(kmh: number): number {
  return kmh * mphPerKmh;
}

/** A lap time in ms as people write it, `m:ss.mmm`; `-:--.---` when there is none. */
export function lapTimeText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms) || ms < 0) return '-:--.---';
  const whole = Math.round(ms);
  const minutes = Math.floor(whole / 60_000);
  const seconds = Math.floor((whole % 60_000) / 1000);
  return `${minutes}:${String(seconds).padStart(2, '0')}.${String(whole % 1000).padStart(3, '0')}`;
}
