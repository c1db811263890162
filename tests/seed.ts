/**
 * Property tests try the same values in each run, so that a run that fails can be had again. `SEED=…` tries others;
 * fast-check prints the seed of what fails.
 */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED ?? 20_261_129) });
