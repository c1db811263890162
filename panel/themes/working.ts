/** The theme that is being edited, see `core/working.ts`. */
import { makeWorking, type Work as WorkOn } from '../core/working.ts';
import { isSame, type ThemeFile } from './draft.ts';

export type Work = WorkOn<ThemeFile>;

/** Address of the editor for a file that was chosen from the disk. No theme can be called so. */
export const importAddress = '+import';

export const working = makeWorking<ThemeFile>(isSame);
