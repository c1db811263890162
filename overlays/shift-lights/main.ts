/** Joins what the shift-lights overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { ShiftLightsView } from './view.ts';

export const definition = defineOverlay(about, (context) => new ShiftLightsView(context));
