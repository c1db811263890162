/** What an act in the layout editor did, in a sentence. Pure. */
import { limits } from '../../protocol/limits.ts';
import { boxOf } from './draft.ts';
import type { EditorAct, EditorState } from './editor-state.ts';

/** A sentence for screen readers and for the line below the canvas; null: the canvas says enough. */
export function sentenceOf(
  before: EditorState,
  act: EditorAct,
  now: EditorState,
  titles: ReadonlyMap<string, string>,
): string | null {
  const count = (ids: readonly string[]): string => {
    const first = titles.get(ids[0] ?? '') ?? 'Nothing';
    return ids.length === 1 ? first : `${ids.length} overlays`;
  };
  const isAre = (ids: readonly string[]): string => (ids.length === 1 ? 'is' : 'are');
  const { selected } = before;
  const isRefused = ['nudge', 'grow', 'remove', 'align', 'distribute'].includes(act.type);
  if (isRefused && selected.length > 0 && boxOf(before.layout, selected) === null) {
    return `${count(selected)} ${isAre(selected)} locked. Unlock first.`;
  }
  switch (act.type) {
    case 'remove': {
      const gone = selected.filter((id) => !now.layout.items.some((item) => item.id === id));
      return gone.length === 0 ? null : `${count(gone)} ${isAre(gone)} removed. Ctrl+Z undoes it.`;
    }
    case 'copy':
      if (now !== before) return `${count(selected)} ${isAre(selected)} copied.`;
      return selected.length === 0
        ? null
        : `A layout has at most ${limits.layoutItemsMax} overlays.`;
    case 'group':
      return now === before
        ? 'Select two overlays or more to group them.'
        : `${count(selected)} are grouped.`;
    case 'ungroup':
      return now === before ? null : 'The group is dissolved.';
    case 'lock': {
      const ids = act.ids ?? selected;
      return now === before
        ? null
        : `${count(ids)} ${isAre(ids)} ${act.locked ? 'locked' : 'unlocked'}.`;
    }
    case 'canvas':
      return now === before
        ? null
        : 'Overlays kept their distance from the edges where there is room.';
    case 'select':
    case 'select-all':
      return now.selected.length > 1 ? `${now.selected.length} overlays selected.` : null;
    default:
      return null;
  }
}
