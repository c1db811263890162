/** Joins what the lap list is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { LapListView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new LapListView(context),
};
