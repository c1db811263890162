/** Joins what the g-force overlay is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { GForceView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new GForceView(context),
};
