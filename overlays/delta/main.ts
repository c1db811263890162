/** Joins what the delta overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { DeltaView } from './view.ts';

export const definition = defineOverlay(about, (context) => new DeltaView(context));
