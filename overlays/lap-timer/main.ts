/** Joins what the lap timer is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { LapTimerView } from './view.ts';

export const definition = defineOverlay(about, (context) => new LapTimerView(context));
