/** Joins what the dash is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { DashView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new DashView(context),
};
