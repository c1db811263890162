/** The settings that are changed and not saved yet. They survive a change of room. */
import { signal } from '@preact/signals';
import type { ConfigDraft } from './config-draft.ts';

export const configDraft = signal<ConfigDraft>({});

/** Closing the page would lose changes. The form tells, because it knows what the file has. */
export const hasConfigChanges = signal(false);
