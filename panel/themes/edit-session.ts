/** The theme that is being edited, see `core/edit-session.ts`. */
import { makeEditSession } from '../core/edit-session.ts';
import { isSame, type ThemeFile } from './draft.ts';

/** Address of the editor for a file that was chosen from the disk. No theme can be called so. */
export const importAddress = '+import';

export const editing = makeEditSession<ThemeFile>(isSame);
