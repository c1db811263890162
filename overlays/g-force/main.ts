/** Joins what the g-force overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { GForceView } from './view.ts';

export const definition = defineOverlay(about, (context) => new GForceView(context));
