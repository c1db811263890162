/** Joins what the dash is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { DashView } from './view.ts';

export const definition = defineOverlay(about, (context) => new DashView(context));
