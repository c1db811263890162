/** Joins what the tachometer is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { TachometerView } from './view.ts';

export const definition = defineOverlay(about, (context) => new TachometerView(context));
