/** Joins what the gear overlay is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { GearView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new GearView(context),
};
