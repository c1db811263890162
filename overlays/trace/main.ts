/** Joins what the trace is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { TraceView } from './view.ts';

export const definition = defineOverlay(about, (context) => new TraceView(context));
