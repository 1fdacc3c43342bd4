// What a list can be filtered and ordered by: the wire's names, and what they mean to whoever answers.

import type { Filter } from '@gamekeeper/platform';

/** One field of a wire. An enum's words are those of the wire; `read` gives the answerer's, undefined for unknown ones. */
export type ODataField<F extends string> =
  | { readonly type: 'text' | 'time' | 'number' | 'flag'; readonly field: F }
  | {
      readonly type: 'enum';
      readonly field: F;
      readonly read: (word: string) => string | undefined;
      /** For the sentence of a refusal. */
      readonly words: readonly string[];
    };

/** Fields of a list by the wire's name in lower case: clients differ in it. */
export type ODataFields<F extends string> = ReadonlyMap<string, ODataField<F>>;

/** A path into a collection, as in `evidence/any(e: e/url eq 'x')`: what its comparison with a text asks. */
export type ODataMembers<F extends string> = ReadonlyMap<string, (value: string) => Filter<F>>;

/** @example odataFields({ status: { type: 'text', field: 'status' } }).get('status') */
export const odataFields = <F extends string>(fields: Readonly<Record<string, ODataField<F>>>): ODataFields<F> =>
  new Map(Object.entries(fields).map(([name, field]) => [name.toLowerCase(), field]));
