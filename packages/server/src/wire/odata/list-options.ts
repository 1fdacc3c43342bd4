// Reads the query options of a list: what is asked for, in bounds, or a refusal that names the option.

import type { Filter } from '@gamekeeper/platform';
import { ODataError } from './odata-error.js';
import type { ODataFields, ODataMembers } from './odata-fields.js';
import { parseFilter } from './parse-filter.js';

/** What a list offers. */
export interface ListOffer<F extends string> {
  readonly fields: ODataFields<F>;
  readonly members?: ODataMembers<F>;
  /** Rows of a page unless told, and at most. */
  readonly defaultTop: number;
  readonly maxTop: number;
  /** What `$expand` can name. */
  readonly expandable: readonly string[];
  /** What `$select` can name. */
  readonly properties: readonly string[];
}

export interface ListOptions<F extends string> {
  readonly filter?: Filter<F>;
  readonly orderBy?: readonly { readonly field: F; readonly descending: boolean }[];
  readonly top: number;
  /** Whether the client chose it. */
  readonly isTopSet: boolean;
  readonly skip: number;
  readonly after?: string;
  readonly count: boolean;
  /** Null for all properties. */
  readonly select: readonly string[] | null;
  readonly expand: ReadonlySet<string>;
}

const known = new Set(['$filter', '$orderby', '$top', '$skip', '$skiptoken', '$count', '$select', '$expand']);
const mostSkipped = 1_000_000;

/**
 * @param query as the server read it: texts by name, lists where a name came twice
 * @throws ODataError for a malformed, unknown or repeated option
 * @example listOptions({ $top: '5', $filter: "status eq 'active'" }, offer).top === 5
 */
export function listOptions<F extends string>(query: unknown, offer: ListOffer<F>): ListOptions<F> {
  const sent = sentOptions(query);
  const { top, skip, count, filter, orderBy, after } = {
    top: sent.get('$top'),
    skip: sent.get('$skip'),
    count: sent.get('$count'),
    filter: sent.get('$filter')?.trim(),
    orderBy: sent.get('$orderby')?.trim(),
    after: sent.get('$skiptoken'),
  };
  if (count !== undefined && !/^(?:true|false)$/i.test(count))
    throw new ODataError('$count', `expected true or false, found '${count.slice(0, 80)}'.`);
  return {
    ...(filter && { filter: parseFilter(filter, offer.fields, offer.members) }),
    ...(orderBy && { orderBy: readOrder(orderBy, offer.fields) }),
    ...(after !== undefined && { after }),
    top: top === undefined ? offer.defaultTop : readTop(top, offer.maxTop),
    isTopSet: top !== undefined,
    skip: skip === undefined ? 0 : wholeNumber('$skip', skip, mostSkipped),
    count: count !== undefined && /^true$/i.test(count),
    ...readSelection(sent, offer),
  };
}

/** What one object of a list can be asked with. @throws ODataError */
export function objectOptions(query: unknown, offer: Pick<ListOffer<string>, 'expandable' | 'properties'>) {
  const sent = sentOptions(query);
  for (const name of sent.keys())
    if (name !== '$select' && name !== '$expand') throw new ODataError(name, 'does not apply to a single object.');
  return readSelection(sent, offer);
}

/** The properties that were asked for, in the order of the object. */
export function selected<T extends object>(item: T, select: readonly string[] | null): Partial<T> {
  if (select === null) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => select.includes(name))) as Partial<T>;
}

function sentOptions(query: unknown): ReadonlyMap<string, string> {
  const sent = new Map<string, string>();
  for (const [name, value] of Object.entries((query ?? {}) as object)) {
    const option = name.toLowerCase();
    if (!option.startsWith('$')) continue;
    if (!known.has(option)) throw new ODataError(name.slice(0, 40), 'is not supported.');
    if (typeof value !== 'string' || sent.has(option)) throw new ODataError(option, 'is given more than once.');
    sent.set(option, value);
  }
  return sent;
}

function readTop(text: string, most: number): number {
  const top = wholeNumber('$top', text, Number.MAX_SAFE_INTEGER);
  if (top > most)
    throw new ODataError(
      null,
      `The limit of '${most}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  if (top === 0) throw new ODataError('$top', 'expected at least 1, found 0.');
  return top;
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value <= most))
    throw new ODataError(option, `expected a whole number of at most ${most}, found '${text.slice(0, 80)}'.`);
  return value;
}

function readOrder<F extends string>(text: string, fields: ODataFields<F>) {
  let at = 0;
  const order = text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...more] = part.trim().split(/\s+/);
    const field = fields.get(name.toLowerCase());
    if (field === undefined || more.length > 0 || !/^(?:asc|desc)$/i.test(direction))
      throw new ODataError('$orderby', `expected one of ${[...fields.keys()].join(', ')}, with asc or desc.`, at);
    at += part.length + 1;
    return { field: field.field, descending: /^desc$/i.test(direction) };
  });
  if (order.length > 4) throw new ODataError('$orderby', `expected at most 4 fields, found ${order.length}.`);
  if (new Set(order.map(({ field }) => field)).size < order.length)
    throw new ODataError('$orderby', 'names a field twice.');
  return order;
}

function readSelection(
  sent: ReadonlyMap<string, string>,
  { properties, expandable }: Pick<ListOffer<string>, 'expandable' | 'properties'>,
): { readonly select: readonly string[] | null; readonly expand: ReadonlySet<string> } {
  const select = names('$select', sent.get('$select'), properties);
  const expand = names('$expand', sent.get('$expand'), expandable);
  return { select: select === null ? null : [...select, ...(expand ?? [])], expand: new Set(expand) };
}

function names(option: string, text: string | undefined, offered: readonly string[]): readonly string[] | null {
  const asked = text?.split(',').map((name) => name.trim());
  if (asked === undefined || asked.includes('*') || text?.trim() === '') return null;
  let at = 0;
  return asked.map((name) => {
    const found = offered.find((property) => property.toLowerCase() === name.toLowerCase());
    if (found === undefined) {
      const expected = offered.length === 0 ? 'nothing' : `one of ${offered.join(', ')}`;
      throw new ODataError(option, `expected ${expected}, found '${name.slice(0, 80)}'.`, at);
    }
    at += name.length + 1;
    return found;
  });
}
