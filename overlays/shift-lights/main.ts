/** Joins what the shift-lights overlay is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { ShiftLightsView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new ShiftLightsView(context),
};
