/** The names of a session as this computer can write them. */
import type { SessionInfo } from '../../../../protocol/session.ts';
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { type SessionNames, sessionNames } from '../../reading/session.ts';
import { canWrite } from './name.ts';

/**
 * Leaves out a driver's name that would have holes.
 * @param report gets one sentence then, for `?debug`
 */
export function writableNames(
  { fonts }: Theme,
  sessionInfo: SessionInfo,
  report?: (sentence: string) => void,
): SessionNames {
  const names = sessionNames(sessionInfo);
  if (canWrite(names.driver, fonts.labels)) return names;
  report?.(
    `This computer has no font with the letters of ${names.driver}, so the name is left out. ` +
      'Install a font of that language, for instance Noto Sans CJK, and refresh the source.',
  );
  return { ...names, driver: '' };
}
