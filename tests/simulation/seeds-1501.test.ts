/** Five hundred whole systems, each from its seed to its end. */
import { holdSeeds } from './seeds.ts';

holdSeeds(1501, 500);
