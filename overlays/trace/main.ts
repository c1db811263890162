/** Joins what the trace is with how it is drawn. */
import type { OverlayDefinition } from '../core/overlay.ts';
import { about } from './about.ts';
import { TraceView } from './view.ts';

export const definition: OverlayDefinition = {
  ...about,
  create: (context) => new TraceView(context),
};
