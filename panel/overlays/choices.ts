/** What was chosen in this room and is still so when one comes back to it: the previewed theme, and each overlay's parameters. */
import { signal } from '@preact/signals';
import type { OverlayValues } from '../core/overlay-links.ts';

/** null: the one in use. */
export const previewedTheme = signal<string | null>(null);

/** By the overlay's name. */
export const parameterValues = signal<Readonly<Record<string, OverlayValues>>>({});

export function keepValues(overlay: string, values: OverlayValues): void {
  parameterValues.value = { ...parameterValues.value, [overlay]: values };
}
