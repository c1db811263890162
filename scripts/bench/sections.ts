/** The sections of the benchmark, in the order they run: adding one is one file and one line here. */
import { cost } from './cost.ts';
import { latency } from './latency.ts';
import { overlays } from './overlays.ts';
import { pixels } from './pixels.ts';
import type { Section } from './section.ts';
import { storage } from './storage.ts';

export const sections: readonly Section[] = [latency, cost, pixels, overlays, storage];
