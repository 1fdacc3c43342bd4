// Lets one text serve ledgers that answer at once and ledgers that answer later, without making the first ones wait.

import type { Maybe } from './quota-ledger.js';

/** Applies `use` to a value now, or when it is there. */
export function whenKnown<T, R>(value: Maybe<T>, use: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}
