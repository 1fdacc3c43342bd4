// Hints are looked for only where a query is refused: most never need one.

import { KqlError } from '../../errors.js';
import { hintFor, type VisibleNames } from './hint-for.js';

/**
 * What `parse` gives; what the official parser refuses gets a hint behind its message where there is one.
 * @param visible asked only when a hint is looked for
 * @throws KqlError that of `parse`
 * @example withHint(text, () => ({ catalog, functionNames: [] }), () => parse(text, catalog)) // … any known table (did you mean 'AlertInfo'?)
 */
export function withHint<T>(text: string, visible: () => VisibleNames, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof KqlError) || error.reported === null) throw error;
    const hint = hintFor({ text, ...error.reported }, visible());
    if (hint === null) throw error;
    throw new KqlError(error.code, `${error.message} (${hint})`, error.position, error.reported);
  }
}
