/** Names of the game's flags by their number (`AC_FLAG_TYPE`, the channel `flag`), for rules and texts. */

export const flagNames = [
  'none',
  'blue',
  'yellow',
  'black',
  'white',
  'chequered',
  'penalty',
] as const;

export type FlagName = (typeof flagNames)[number];

/** @returns `none` for a number that is not known. */
export function flagName(flag: number | undefined): FlagName {
  return flagNames[flag ?? 0] ?? 'none';
}
