// The cookies of the pages: read as they come, written so that no script and no other site's form can use them.

/** The values of a Cookie header, the first of each name. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.reverse().map(([name = '', ...value]) => [name, value.join('=')]));
}

export interface CookieOptions {
  /** `https:` or loopback http. */
  readonly secure: boolean;
  /** Seconds; the browser's session unless told. */
  readonly maxAge?: number;
}

/** The name by which a cookie goes: over https bound to this very host (RFC 6265bis 4.1.3.2). */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

/** A Set-Cookie header; an empty value removes the cookie. Values are URL-safe by their making. */
export function writeCookie(name: string, value: string, { secure, maxAge }: CookieOptions): string {
  const age = value === '' ? 0 : maxAge;
  return [
    `${cookieName(name, secure)}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
    ...(age === undefined ? [] : [`Max-Age=${age}`]),
  ].join('; ');
}
