/** The entry list in the table. It survives a change of room, so that nothing is lost by a look elsewhere. */
import { computed, signal } from '@preact/signals';
import { type EntryWork, isEdited } from './entry-draft.ts';

/** null: no list is loaded. */
export const entryWork = signal<EntryWork | null>(null);

/** Closing the page would lose changes. */
export const isEntryListUnsaved = computed(
  () => entryWork.value !== null && isEdited(entryWork.value),
);
