/** The layout that is being edited, and the selected item. */
import { signal } from '@preact/signals';
import type { Layout } from '../../protocol/layout.ts';
import { makeEditSession } from '../core/edit-session.ts';
import { isSame } from './draft.ts';

export const editing = makeEditSession<Layout>(isSame);

/** Id of the selected item; null: none. */
export const selectedId = signal<string | null>(null);

/** Items snap to each other and to the canvas. The Alt key suspends it. */
export const isSnapping = signal(true);
