/** Runs three hundred simulations of the whole system, one for each seed. */
import { holdSeeds } from './seeds.ts';

holdSeeds(1, 300);
