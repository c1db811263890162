/** Joins what the gear overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { GearView } from './view.ts';

export const definition = defineOverlay(about, (context) => new GearView(context));
