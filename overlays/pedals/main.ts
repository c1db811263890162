/** Joins what the pedals overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { PedalsView } from './view.ts';

export const definition = defineOverlay(about, (context) => new PedalsView(context));
