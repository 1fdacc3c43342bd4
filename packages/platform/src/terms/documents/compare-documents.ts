// Tells clause by clause what a new version of a document changes, for the people who must decide whether to accept it.

import { createTwoFilesPatch, diffWordsWithSpace } from 'diff';
import { readClauses } from './read-document.js';
import type { Clause, TermsDocument } from './terms-document.js';

/** A piece of text that stayed, came or went. */
export interface TextChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

export interface ClauseChange {
  readonly id: string;
  readonly heading: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Heading and text, word by word. */
  readonly changes: readonly TextChange[];
}

export interface DocumentComparison {
  readonly document: string;
  readonly from: string;
  readonly to: string;
  /** In the order of the new version, removed ones last; what stayed the same is not listed. */
  readonly clauses: readonly ClauseChange[];
  /** The whole as a unified diff. */
  readonly patch: string;
}

/**
 * Compares two versions of a document.
 * @example compareDocuments(one, two).clauses // [{ id: 'API-3', kind: 'changed', … }]
 */
export function compareDocuments(from: TermsDocument, to: TermsDocument): DocumentComparison {
  const before = clausesOf(from);
  const after = clausesOf(to);
  const clauses = [...after.values(), ...[...before.values()].filter(({ id }) => !after.has(id))].flatMap(
    ({ id, heading }): ClauseChange[] => {
      const old = before.get(id);
      const now = after.get(id);
      const changes = diffWordsWithSpace(textOf(old), textOf(now)).map(({ added, removed, value }): TextChange => {
        return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
      });
      if (changes.every(({ kind }) => kind === 'same')) return [];
      return [{ id, heading, kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed', changes }];
    },
  );
  const name = (version: string) => `${to.document} ${version}`;
  const patch = createTwoFilesPatch(name(from.version), name(to.version), from.body, to.body, '', '', { context: 2 });
  return { document: to.document, from: from.version, to: to.version, clauses, patch };
}

function clausesOf({ body }: TermsDocument): ReadonlyMap<string, Clause> {
  return new Map(readClauses(body).clauses.map((clause) => [clause.id, clause]));
}

function textOf(clause: Clause | undefined): string {
  return clause === undefined ? '' : `${clause.heading}\n${clause.text}`;
}
