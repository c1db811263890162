/** Joins what the lap list is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { LapListView } from './view.ts';

export const definition = defineOverlay(about, (context) => new LapListView(context));
