/** The choices in this room, which survive a change of room: the previewed theme, and the parameters of each overlay. */
import { signal } from '@preact/signals';
import type { OverlayValues } from '../core/overlay-links.ts';

/** null: the theme in use. */
export const previewedTheme = signal<string | null>(null);

/** By name of the overlay. */
export const parameterValues = signal<Readonly<Record<string, OverlayValues>>>({});

export function keepValues(overlay: string, values: OverlayValues): void {
  parameterValues.value = { ...parameterValues.value, [overlay]: values };
}
