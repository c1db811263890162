/** Joins what the track map is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { TrackMapView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new TrackMapView(context),
};
