/** Joins what the tyres overlay is with how it is drawn. */
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { TyresView } from './view.ts';

export const definition = defineOverlay(about, (context) => new TyresView(context));
