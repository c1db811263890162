/** Joins what the tyres overlay is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { TyresView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new TyresView(context),
};
