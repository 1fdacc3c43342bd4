// URLs, paths, command lines and CSV records taken apart (kql-semantics §2.6).

import { defineHostFamily } from './host-function.js';

/** `k1=v1&k2=v2` as a bag; the first of equal keys stands, values are as written. */
function queryParameters(query: string): Readonly<Record<string, string>> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [key = '', ...value] = pair.split('=');
    if (key !== '' && !parameters.has(key)) parameters.set(key, value.join('='));
  }
  return Object.fromEntries(parameters);
}

// By the generic syntax of URIs: what comes before `//` is the scheme, without it all is path.
function parseUrl(url: string): string | null {
  if (url === '') return null;
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const [, userinfo = '', host = '', port = ''] = /^(?:(.*)@)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  const [username = '', ...password] = userinfo.split(':');
  return JSON.stringify({
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: username,
    Password: password.join(':'),
    'Query Parameters': queryParameters(query),
    Fragment: fragment,
  });
}

const parseQuery = (query: string): string =>
  JSON.stringify({ 'Query Parameters': queryParameters(query.replace(/^\?/, '')) });

// Windows and Unix paths, shares, `file://` and the data streams of NTFS.
function parsePath(path: string): string | null {
  const [, scheme = '', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]+):\/\/)?(.*)$/s.exec(path) ?? [];
  const root = /^[A-Za-z]:/.exec(rest)?.[0] ?? '';
  const cut = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  const directory = cut < 0 ? (root === rest ? root : '') : rest.slice(0, cut);
  const last = rest.slice(cut < 0 ? root.length : cut + 1);
  const [filename = '', ...stream] = last.split(':');
  const dot = filename.lastIndexOf('.');
  return JSON.stringify({
    Scheme: scheme,
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directory.split(/[\\/]/).at(-1) ?? '',
    Filename: filename,
    Extension: dot < 0 ? '' : filename.slice(dot + 1),
    AlternateDataStreamName: stream.join(':'),
  });
}

/**
 * The arguments of a Windows command line, as its C runtime splits them: 2n backslashes before a quote are n backslashes, one more
 * escapes the quote, two quotes inside quotes are one; the program's own name knows no escapes.
 */
function windowsArguments(line: string): readonly string[] {
  const args: string[] = [];
  let rest = line;
  const program = /^(?:"([^"]*)"?|([^ \t]*))/.exec(rest);
  args.push(program?.[1] ?? program?.[2] ?? '');
  rest = rest.slice(program?.[0].length ?? 0).replace(/^[ \t]+/, '');
  while (rest !== '') {
    const [argument, length] = windowsArgument(rest);
    args.push(argument);
    rest = rest.slice(length).replace(/^[ \t]+/, '');
  }
  return args;
}

function windowsArgument(text: string): readonly [argument: string, length: number] {
  let argument = '';
  let quoted = false;
  let i = 0;
  while (i < text.length) {
    const character = text[i] ?? '';
    if (character === '\\') {
      const run = /^\\+/.exec(text.slice(i))?.[0].length ?? 1;
      const beforeQuote = text[i + run] === '"';
      argument += '\\'.repeat(beforeQuote ? Math.floor(run / 2) : run);
      i += run;
      if (beforeQuote && run % 2 === 1) {
        argument += '"';
        i++;
      }
    } else if (character === '"') {
      if (quoted && text[i + 1] === '"') {
        argument += '"';
        i++;
      } else quoted = !quoted;
      i++;
    } else if (!quoted && (character === ' ' || character === '\t')) break;
    else {
      argument += character;
      i++;
    }
  }
  return [argument, i];
}

// The first record; a quoted field may hold separators, line ends and doubled quotes.
function csvRecord(text: string): readonly string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\r|\n|$)?/y;
  for (;;) {
    const found = field.exec(text);
    if (!found) return fields;
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] !== ',') return fields;
  }
}

// Up to four parts of eight digits, as one number that orders versions.
function parseVersion(version: string): string | null {
  if (!/^\d{1,8}(\.\d{1,8}){0,3}$/.test(version)) return null;
  const parts = version.split('.');
  return [0, 1, 2, 3].map((i) => (parts[i] ?? '').padStart(8, '0')).join('');
}

/** Functions that take texts with a known grammar apart. */
export const locations = defineHostFamily({
  parse_url: { takes: ['string'], returns: 'dynamic', call: parseUrl },
  parseurl: { takes: ['string'], returns: 'dynamic', call: parseUrl },
  parse_urlquery: { takes: ['string'], returns: 'dynamic', call: parseQuery },
  parseurlquery: { takes: ['string'], returns: 'dynamic', call: parseQuery },
  parse_path: { takes: ['string'], returns: 'dynamic', call: parsePath },
  parse_csv: { takes: ['text'], returns: 'dynamic', call: (text: string) => JSON.stringify(csvRecord(text)) },
  parse_version: { takes: ['string'], returns: 'decimal', call: parseVersion },
  parse_command_line: {
    takes: ['text', 'string'],
    returns: 'dynamic',
    call: (line: string, parser: string) =>
      parser.toLowerCase() === 'windows' && line.trim() !== '' ? JSON.stringify(windowsArguments(line)) : null,
  },
});
