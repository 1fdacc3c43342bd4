// A browser without scripts for tests: keeps cookies, fills forms in, and stops at addresses that are not the server's.

import type { Fetch } from './fetch-trusting.js';

/** What the browser shows. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it was sent and did not go: the address of a client. */
  readonly leftFor: URL | null;
}

export interface TestBrowser {
  open(path: string): Promise<Shown>;
  /** Fills in and sends the form with the given action on the page shown last; `press` is a button's `name=value`. */
  submit(action: string, fields?: Readonly<Record<string, string>>, press?: string): Promise<Shown>;
  /** Fields of a form on the page shown last. */
  form(action: string): URLSearchParams | null;
  /** Sends a form as another site would make the browser do. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  readonly cookies: ReadonlyMap<string, string>;
  /** Cookies as the server last set them, with their attributes. */
  readonly setCookies: readonly string[];
}

/** @example const browser = createTestBrowser(server.url); await browser.open('/sign-in'); */
export function createTestBrowser(origin: string, load: Fetch = fetch): TestBrowser {
  const cookies = new Map<string, string>();
  let setCookies: string[] = [];
  let page = '';

  async function request(address: string, init: RequestInit = {}): Promise<Shown> {
    const url = new URL(address, origin);
    if (url.origin !== new URL(origin).origin) {
      return { status: 0, headers: new Headers(), text: '', leftFor: url };
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await load(url, { ...init, headers: { ...init.headers, cookie }, redirect: 'manual' });
    setCookies = response.headers.getSetCookie();
    for (const line of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    if (location !== null) return request(new URL(location, url).href);
    page = text;
    return { status: response.status, headers: response.headers, text, leftFor: null };
  }

  function form(action: string): URLSearchParams | null {
    const found = [...page.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)];
    const inside = found.find(([, address = '']) => plain(address) === action)?.[2];
    if (inside === undefined) return null;
    const inputs = [...inside.matchAll(/<input\b([^>]*)>/g)].map(([, attributes = '']) => {
      const attribute = (name: string) => plain(new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
      return [attribute('name'), attribute('value')] as [string, string];
    });
    return new URLSearchParams(inputs);
  }

  const send = (address: string, fields: URLSearchParams, headers: Readonly<Record<string, string>> = {}) =>
    request(address, { method: 'POST', body: fields.toString(), headers });
  return {
    open: (path) => request(path),
    form,
    async submit(action, fields = {}, press) {
      const filled = form(action);
      if (filled === null) throw new Error(`expected a form for ${action}, found:\n${page}`);
      for (const [name, value] of Object.entries(fields)) filled.set(name, value);
      const [name, value] = press?.split('=') ?? [];
      if (name !== undefined) filled.set(name, value ?? '');
      return send(action, filled, { 'sec-fetch-site': 'same-origin' });
    },
    post: (path, fields, headers) => send(path, new URLSearchParams(fields), headers),
    cookies,
    get setCookies() {
      return setCookies;
    },
  };
}

function plain(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&amp;/g, '&');
}
