/** Moments of the drive that show what an overlay can: data only, for contact sheets and visual tests. */

export interface SceneMoment {
  readonly name: string;
  /** Time of the drive that is shown, ms; the seconds before it are played too. null: there is no car. */
  readonly atMs: number | null;
  /** The race around it; the usual one when left out. */
  readonly race?: 'hours';
}

export const moments = {
  driving: { name: 'driving', atMs: 12_700 },
  shifting: { name: 'shifting', atMs: 18_480 },
  braking: { name: 'braking', atMs: 22_750 },
  limiter: { name: 'limiter', atMs: 15_884 },
  idle: { name: 'idle', atMs: null },
  /** The same drive on a road of two hours. */
  hours: { name: 'hours', atMs: 12_700, race: 'hours' },
} as const satisfies Record<string, SceneMoment>;

export type MomentName = keyof typeof moments;
