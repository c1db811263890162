/** Joins what the steering overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { SteeringView } from './view.ts';

export const definition = defineOverlay(about, (context) => new SteeringView(context));
