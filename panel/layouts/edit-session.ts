/**
 * The layout that is being edited, the selected items, and the one way to change them. `stepOf` in `editor-state.ts` says which
 * changes are one step of undo; `core/edit-session.ts` keeps the steps.
 */
import { batch, signal } from '@preact/signals';
import type { Layout } from '../../protocol/layout.ts';
import { type EditSession, makeEditSession } from '../core/edit-session.ts';
import { isSame, titlesOf } from './draft.ts';
import { sentenceOf } from './editor-sentences.ts';
import { type EditorAct, type EditorState, reduce, selectedAfter, stepOf } from './editor-state.ts';

const session = makeEditSession<Layout>(isSame);

/** Ids of the selected items. */
export const selectedIds = signal<readonly string[]>([]);

/** What the last act did, in a sentence; empty: the canvas says enough. */
export const editorNote = signal('');

/** Items snap to each other and to the canvas. The Alt key suspends it. */
export const isSnapping = signal(true);

function travel(step: () => void): void {
  const before = session.work.value?.history.now;
  batch(() => {
    step();
    const now = session.work.value?.history.now;
    if (before === undefined || now === undefined) return;
    selectedIds.value = selectedAfter(before, now, selectedIds.value);
    editorNote.value = '';
  });
}

export const editing: EditSession<Layout> = {
  ...session,
  undo: () => travel(session.undo),
  redo: () => travel(session.redo),
};

/** The state that acts change; null: no layout is open. */
export function editorState(): EditorState | null {
  const work = session.work.value;
  return work === null ? null : { layout: work.history.now, selected: selectedIds.value };
}

/** @param titleOf title of an overlay, for sentences */
export function act(one: EditorAct, titleOf: (overlay: string) => string): void {
  const before = editorState();
  if (before === null) return;
  const now = reduce(before, one);
  batch(() => {
    if (now.layout !== before.layout) session.edit(now.layout, stepOf(before, one));
    selectedIds.value = now.selected;
    const sentence = sentenceOf(before, one, now, titlesOf(before.layout, titleOf));
    editorNote.value = sentence ?? '';
  });
}

/** Another layout is opened. */
export function forgetSelection(): void {
  selectedIds.value = [];
  editorNote.value = '';
}
