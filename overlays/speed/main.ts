/** Joins what the speed overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { SpeedView } from './view.ts';

export const definition = defineOverlay(about, (context) => new SpeedView(context));
