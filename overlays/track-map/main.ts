/** Joins what the track map is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { TrackMapView } from './view.ts';

export const definition = defineOverlay(about, (context) => new TrackMapView(context));
