// Brings host names into one form, so that neither capitals, Unicode nor a final dot gets a name past a rule.

import { domainToASCII } from 'node:url';
import { NetworkError } from './network-error.js';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * A name in lower-case ASCII (IDNA as in the URL standard), without the root's dot.
 * @throws NetworkError `domain-malformed`, also for an address in any of its spellings.
 * @example normalizeDomain('Bücher.EXAMPLE.') // 'xn--bcher-kva.example'
 */
export function normalizeDomain(text: string): string {
  const name = domainToASCII(text).replace(/\.$/, '');
  const labels = name.split('.');
  // The URL standard reads every name with a numeric last label as an address.
  if (name.length > 253 || !labels.every((part) => label.test(part)) || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw new NetworkError('domain-malformed', `expected a domain name such as mail.example, found '${text}'`);
  }
  return name;
}

/** A name and all the domains that hold it, the narrowest first. */
export function* enclosingDomains(name: string): Generator<string> {
  for (let rest = name; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    yield rest;
    if (!rest.includes('.')) return;
  }
}
