/** Joins what the tachometer is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { TachometerView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new TachometerView(context),
};
