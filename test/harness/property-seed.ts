// Property tests draw the same cases in every run, so that none fails by chance; PROPERTY_SEED draws others, to go looking for faults.

import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_122) });
