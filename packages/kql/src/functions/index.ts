// Every scalar function and operator by name. Add a family: its file and a line here.

import { arithmetic } from './arithmetic.js';
import { comparison } from './comparison.js';
import { conversion } from './conversion.js';
import { datetimes } from './datetimes.js';
import { dynamics } from './dynamics.js';
import type { FunctionFamily } from './function.js';
import { strings } from './strings.js';
import { terms } from './terms.js';

/** The function table. Look names up with `Object.hasOwn`: the name comes from the query. */
export const functions: FunctionFamily = {
  ...arithmetic,
  ...comparison,
  ...conversion,
  ...datetimes,
  ...dynamics,
  ...strings,
  ...terms,
};
