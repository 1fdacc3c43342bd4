// Applies conditions and order to rows at hand, for lists that no database holds as such.

import type { Filter } from '@gamekeeper/platform';

/** What the fields of a row are compared by: texts, numbers (times in milliseconds, flags as 0 and 1), null. */
export type ComparableRow<F extends string> = Readonly<Record<F, string | number | null>>;

/** OData's null: equal to itself, unequal to everything else, neither greater nor less. */
export function matches<F extends string>(row: ComparableRow<F>, filter: Filter<F>): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matches(row, operand));
    case 'or':
      return filter.operands.some((operand) => matches(row, operand));
    case 'not':
      return !matches(row, filter.operand);
    case 'in':
      return filter.values.includes(row[filter.field]);
    case 'text': {
      const [text, part] = [String(row[filter.field] ?? '').toLowerCase(), filter.value.toLowerCase()];
      if (filter.how === 'contains') return text.includes(part);
      return filter.how === 'startsWith' ? text.startsWith(part) : text.endsWith(part);
    }
    case 'compare': {
      const [found, value] = [row[filter.field], filter.value];
      if (filter.comparison === 'eq') return found === value;
      if (filter.comparison === 'ne') return found !== value;
      if (found === null || value === null) return false;
      return comparisons[filter.comparison](found, value);
    }
    case 'entity':
    case 'fact':
      return false;
  }
}

const comparisons = {
  gt: (a: string | number, b: string | number) => a > b,
  ge: (a: string | number, b: string | number) => a >= b,
  lt: (a: string | number, b: string | number) => a < b,
  le: (a: string | number, b: string | number) => a <= b,
} as const;

/** For `sort`: by the fields in their order, null before everything. */
export const byOrder =
  <F extends string>(order: readonly { readonly field: F; readonly descending: boolean }[]) =>
  (a: ComparableRow<F>, b: ComparableRow<F>): number => {
    for (const { field, descending } of order) {
      const [left, right] = [a[field] ?? '', b[field] ?? ''];
      if (left !== right) return left < right === descending ? 1 : -1;
    }
    return 0;
  };
