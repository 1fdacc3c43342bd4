// `fetch` over https with a local authority, which the built-in one can be told of only when the process starts.

import { request } from 'node:https';

/** Does what the test browser needs of `fetch`. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** @example const browser = createTestBrowser(url, fetchTrusting(await readFile(authorityFile, 'utf8'))) */
export function fetchTrusting(ca: string): Fetch {
  return (url, { method = 'GET', headers, body }) =>
    new Promise((resolve, reject) => {
      const options = { method, ca, agent: false, headers: Object.fromEntries(new Headers(headers)) };
      const sent = request(url, options, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('error', reject);
        answer.once('end', () => {
          const received = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          );
          resolve(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 0, headers: received }));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
}
