/** The sections of the benchmark, in the order they run: adding one is one file and one line here. */
import { agent } from './agent.ts';
import { cores } from './cores.ts';
import { cost } from './cost.ts';
import { evening } from './evening.ts';
import { fanOut } from './fan-out.ts';
import { far } from './far.ts';
import { glass } from './glass.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { layouts } from './layouts.ts';
import { overlays } from './overlays.ts';
import type { Section } from './section.ts';
import { soakSection } from './soak.ts';
import { start } from './start.ts';
import { storage } from './storage.ts';
import { wire } from './wire.ts';

export const sections: readonly Section[] = [
  latency,
  cost,
  agent,
  fanOut,
  cores,
  ingest,
  wire,
  glass,
  far,
  overlays,
  layouts,
  start,
  storage,
  soakSection,
  evening,
];
