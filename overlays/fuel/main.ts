/** Joins what the fuel overlay is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { FuelView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new FuelView(context),
};
