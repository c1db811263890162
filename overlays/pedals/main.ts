/** Joins what the pedals overlay is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { PedalsView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new PedalsView(context),
};
