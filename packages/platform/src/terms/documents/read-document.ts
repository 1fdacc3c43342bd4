// Reads a document's markdown: its title, its clauses by id, and the front matter of files.

import { TermsError } from '../terms-error.js';
import type { AcceptanceRule, Clause } from './terms-document.js';

/** A file that holds a document: front matter (`name: value` lines between two `---`) and markdown. */
export interface DocumentFile {
  readonly document: string | null;
  readonly version: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly effectiveAt: number | null;
  readonly acceptance: AcceptanceRule | null;
  readonly body: string;
}

const rules: ReadonlySet<string> = new Set<AcceptanceRule>(['explicit', 'deemed', 'none']);

/**
 * Splits a file into front matter and body.
 * @throws TermsError `document-malformed` for a date or acceptance that cannot be read.
 * @example readDocumentFile('---\nversion: 2\neffective: 2027-01-01\n---\n# API terms\n…').version // '2'
 */
export function readDocumentFile(text: string): DocumentFile {
  const [, head = '', body = text] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text) ?? [];
  const fields = new Map(
    head.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^([a-z]+):\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
  const effective = fields.get('effective');
  const acceptance = fields.get('acceptance');
  if (acceptance !== undefined && !rules.has(acceptance)) {
    throw malformed(`acceptance: expected explicit, deemed or none, found '${acceptance}'`);
  }
  return {
    document: fields.get('document') ?? null,
    version: fields.get('version') ?? null,
    effectiveAt: effective === undefined ? null : readEffectiveDate(effective),
    acceptance: (acceptance as AcceptanceRule | undefined) ?? null,
    body: body.trim().concat('\n'),
  };
}

/**
 * A day (its start, UTC) or a moment, in ISO 8601.
 * @throws TermsError `document-malformed`.
 */
export function readEffectiveDate(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw malformed(`effective date: expected 2027-01-31 or 2027-01-31T12:00:00Z, found '${text}'`);
  }
  return at;
}

/**
 * The title and clauses of a body.
 * @throws TermsError `document-malformed` when it does not open with `# Title`, or a heading below the title has no
 * clause id, or one that stands twice.
 */
export function readClauses(body: string): { readonly title: string; readonly clauses: readonly Clause[] } {
  const [, title] = /^#[ \t]+(\S.*)$/.exec(body.split(/\r?\n/, 1)[0] ?? '') ?? [];
  if (title === undefined) throw malformed("expected the document to open with '# Title', found something else");
  const clauses = new Map<string, { heading: string; lines: string[] }>();
  let current: string[] = [];
  let fenced = false;
  for (const [index, line] of body.split(/\r?\n/).slice(1).entries()) {
    if (/^ {0,3}(?:```|~~~)/.test(line)) fenced = !fenced;
    const [, heading] = fenced ? [] : (/^ {0,3}#{1,6}[ \t]+(\S.*)$/.exec(line) ?? []);
    if (heading === undefined) {
      current.push(line);
      continue;
    }
    const [, words, id] = /^(.*?)[ \t]*\{#([A-Za-z][\w.-]*)\}[ \t]*$/.exec(heading) ?? [];
    if (words === undefined || id === undefined) {
      throw malformed(`line ${index + 2}: expected a clause id such as {#API-3} after '${heading}', found none`);
    }
    if (clauses.has(id)) throw malformed(`line ${index + 2}: expected every clause id once, found ${id} again`);
    current = [];
    clauses.set(id, { heading: words, lines: current });
  }
  if (clauses.size === 0) throw malformed('expected at least one clause, found none');
  return {
    title,
    clauses: [...clauses].map(([id, { heading, lines }]) => ({ id, heading, text: lines.join('\n').trim() })),
  };
}

function malformed(text: string): TermsError {
  return new TermsError('document-malformed', text);
}
