// The address of the page that follows: the same request, from where the page ended.

/**
 * Keeps every option but `$skip` and what `$skiptoken` was before.
 * @param url path and query as sent
 * @example nextLink('https://host', '/v1.0/security/incidents?$top=5', 'abc') === 'https://host/v1.0/security/incidents?$top=5&$skiptoken=abc'
 */
export function nextLink(origin: string, url: string, token: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const kept = [...new URLSearchParams(query)].filter(([name]) => !/^\$skip(?:token)?$/i.test(name));
  const options = [...kept, ['$skiptoken', token] as const].map(
    ([name, value]) => `${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(value)}`,
  );
  return `${origin}${path}?${options.join('&')}`;
}
