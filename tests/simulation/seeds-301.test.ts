/** Runs three hundred more simulations of the whole system. `npm run simulate` runs thousands. */
import { holdSeeds } from './seeds.ts';

holdSeeds(301, 300);
