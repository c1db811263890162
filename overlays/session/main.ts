/** Joins what the session overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { SessionView } from './view.ts';

export const definition = defineOverlay(about, (context) => new SessionView(context));
