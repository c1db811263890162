/** Joins what the lap timer is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { LapTimerView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new LapTimerView(context),
};
