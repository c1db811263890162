/** The theme that is being edited. */
import { makeEditSession } from '../core/edit-session.ts';
import { isSame, type ThemeFile } from './draft.ts';

export const editing = makeEditSession<ThemeFile>(isSame);
