// What lists of incidents and alerts can be asked for: conditions as plain data, which the wires parse and the state answers.

import type { EvidenceKind } from './evidence.js';

/** Fields that can be compared; times in milliseconds. */
export type FilterField =
  | 'id'
  | 'status'
  | 'severity'
  | 'classification'
  | 'determination'
  | 'assignedTo'
  | 'createdAt'
  | 'updatedAt'
  | 'displayName'
  | 'serviceSource'
  | 'detectionSource'
  | 'incidentId'
  | 'detectorId'
  | 'category'
  | 'title'
  | 'firstActivityAt'
  | 'lastActivityAt'
  | 'redirectIncidentId';

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Conditions over any fields; severities and statuses compare as their words. */
export type Filter<Field extends string = FilterField> =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter<Field>[] }
  | { readonly kind: 'not'; readonly operand: Filter<Field> }
  | {
      readonly kind: 'compare';
      readonly field: Field;
      readonly comparison: Comparison;
      readonly value: string | number | null;
    }
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly (string | number | null)[] }
  /** Text that begins with, ends with or holds another. */
  | {
      readonly kind: 'text';
      readonly field: Field;
      readonly how: 'startsWith' | 'endsWith' | 'contains';
      readonly value: string;
    }
  /** Alerts with an evidence of this entity key; incidents with such an alert. */
  | { readonly kind: 'entity'; readonly key: string }
  /** The same with an evidence of a kind whose fact at a path is this text, in any case. */
  | {
      readonly kind: 'fact';
      readonly evidence: EvidenceKind;
      readonly path: readonly string[];
      readonly value: string;
    };

/** A page of a list. Ties are broken by id, so that pages neither miss nor repeat what does not change. */
export interface ListQuery {
  readonly filter?: Filter;
  readonly orderBy?: readonly { readonly field: FilterField; readonly descending: boolean }[];
  readonly top: number;
  readonly skip?: number;
  /** Where the page before ended: set by `nextPage`, and better than `skip` while others change the list. */
  readonly after?: string;
  /** Count all that match. */
  readonly count?: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Given to `after` for the page that follows; null at the end. */
  readonly nextPage: string | null;
  readonly count: number | null;
}
