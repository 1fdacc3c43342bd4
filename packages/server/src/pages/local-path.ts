// Where a page may send somebody on to: a place on this server, nothing else, whatever a link says.

/**
 * The path and query of a place on this server, or null.
 * @example localPath('/account?x=1') === '/account?x=1'; localPath('//evil.example/') === null
 */
export function localPath(text: unknown): string | null {
  if (typeof text !== 'string' || !text.startsWith('/')) return null;
  const base = 'http://here.invalid';
  if (!URL.canParse(text, base)) return null;
  const { origin, pathname, search } = new URL(text, base);
  return origin === base && !pathname.startsWith('//') ? pathname + search : null;
}
