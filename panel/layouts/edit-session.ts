/** The layout that is being edited, and which of its items is chosen. */
import { signal } from '@preact/signals';
import type { Layout } from '../../protocol/layout.ts';
import { makeEditSession } from '../core/edit-session.ts';
import { isSame } from './draft.ts';

export const editing = makeEditSession<Layout>(isSame);

/** Address of the editor for a layout that is nowhere yet. No layout can be called so. */
export const newAddress = '+new';

/** Id of the item that the fields are of; null: none. */
export const chosenId = signal<string | null>(null);

/** Things snap to one another; the Alt key turns it off for a moment. */
export const isSnapping = signal(true);
