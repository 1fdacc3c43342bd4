// Reads `.create-or-alter function …`, the management command that people keep their functions in.

import { LibraryError } from './library-error.js';

/** A function as it is to be stored; its definition is not checked yet. */
export interface FunctionText {
  readonly name: string;
  /** Parameters in parentheses and a body in braces. */
  readonly definition: string;
  readonly folder: string;
  readonly docstring: string;
  /** Where the definition begins in the command. */
  readonly offset: number;
  /** Whether a function of that name may be there: it is kept with `ifnotexists`, replaced with `-or-alter`, a conflict otherwise. */
  readonly existing: 'replace' | 'keep' | 'refuse';
}

const head = /^\s*\.(?<verb>create-or-alter|create|alter)\s+function\b/i;
const quoted = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const property = new RegExp(String.raw`^\s*(?<name>[a-z]+)\s*=\s*(?<value>${quoted}|[a-z0-9_]+)\s*(?<end>[,)])`, 'i');
const named = new RegExp(String.raw`^\s*(?:(?<bare>[A-Za-z_]\w*)|\[\s*(?<quoted>${quoted})\s*\])\s*(?=\()`);

/**
 * The commands `.create-or-alter function`, `.create function [ifnotexists]` and `.alter function`, with the properties `folder`,
 * `docstring` and `skipvalidation` (which is read and not followed).
 * @throws LibraryError `function-malformed`
 * @example readFunctionCommand(".create-or-alter function with (folder='Triage') Recent(n:long) { AlertInfo | take n }")
 */
export function readFunctionCommand(command: string): FunctionText {
  const verb = head.exec(command);
  if (!verb) throw malformed("'.create-or-alter function', '.create function' or '.alter function'", command, 0);
  let at = verb[0].length;
  const rest = () => command.slice(at);
  const ifNotExists = /^\s+ifnotexists\b/i.exec(rest());
  at += ifNotExists?.[0].length ?? 0;
  const properties = new Map<string, string>();
  const withWord = /^\s*with\s*\(/i.exec(rest());
  if (withWord) {
    at += withWord[0].length;
    for (let end = ','; end === ','; ) {
      const found = property.exec(rest());
      if (!found?.groups) throw malformed("a property such as folder='Triage'", command, at);
      const { name = '', value = '' } = found.groups;
      if (!known.has(name.toLowerCase()))
        throw malformed(`one of the properties ${[...known].join(', ')}`, command, at);
      properties.set(name.toLowerCase(), unquoted(value));
      end = found.groups.end ?? ')';
      at += found[0].length;
    }
  }
  const name = named.exec(rest());
  if (!name?.groups) throw malformed('a name and its parameters in parentheses', command, at);
  const { bare, quoted: bracketed } = name.groups;
  at += name[0].length;
  return {
    name: bare ?? unquoted(bracketed ?? ''),
    definition: rest(),
    folder: properties.get('folder') ?? '',
    docstring: properties.get('docstring') ?? '',
    offset: at,
    existing: ifNotExists ? 'keep' : verb.groups?.verb?.toLowerCase() === 'create' ? 'refuse' : 'replace',
  };
}

const known: ReadonlySet<string> = new Set(['folder', 'docstring', 'skipvalidation']);

const unquoted = (text: string): string =>
  /^["']/.test(text)
    ? text.slice(1, -1).replace(/\\(.)/g, (_, escaped: string) => escapes.get(escaped) ?? escaped)
    : text;

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function malformed(expected: string, command: string, at: number): LibraryError {
  const found = command.slice(at).trim().slice(0, 40) || 'nothing';
  return new LibraryError('function-malformed', `The command: expected ${expected}, found '${found}'`);
}
