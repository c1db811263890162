/** Joins what the fuel overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { FuelView } from './view.ts';

export const definition = defineOverlay(about, (context) => new FuelView(context));
