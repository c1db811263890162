/** The name of a flag by its number, for conditions and texts of rules. Pure. */
import { type FlagName, flagNames } from '../../../protocol/rule-words.ts';

/** @returns `none` for a number that is not known. */
export function flagName(flag: number | undefined): FlagName {
  return flagNames[flag ?? 0] ?? 'none';
}
