// Runs one request of a batch through the whole server, as if its client had sent it alone.

import type { BatchPart, PartAnswer } from '../wire/graph-batch.js';
import { batchOrigin } from './batch-origin.js';
import type { Call } from './define-route.js';

/** Headers of the answer that a client of a batch can use. */
const shownHeaders = [
  'content-type',
  'retry-after',
  'request-id',
  'client-request-id',
  'location',
  'deprecation',
  'sunset',
];

/** @param room bytes that its answer may have */
export async function runBatchPart({ request, origin }: Call, part: BatchPart, room: number): Promise<PartAnswer> {
  const { method, url, headers, body } = part;
  const answer = await batchOrigin.run(origin, () =>
    request.server.inject({
      ...{ method, url, remoteAddress: request.ip, payloadAsStream: true },
      headers: {
        ...headers,
        ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
        ...(request.headers['user-agent'] !== undefined && { 'user-agent': request.headers['user-agent'] }),
        host: request.host,
      },
      ...(body !== undefined && method !== 'GET' && { payload: JSON.stringify(body) }),
    }),
  );
  const shown = Object.fromEntries(
    shownHeaders.flatMap((name) => (answer.headers[name] === undefined ? [] : [[name, String(answer.headers[name])]])),
  );
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.stream()) {
    bytes += (chunk as Buffer).byteLength;
    // Leaving the stream ends the call, and its row tells so.
    if (bytes > room) return tooLarge;
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString();
  return { status: answer.statusCode, headers: shown, bytes, ...(text !== '' && { body: bodyOf(text, shown) }) };
}

/** JSON as it is, anything else as text. */
function bodyOf(text: string, headers: Readonly<Record<string, string>>): unknown {
  return /json/.test(headers['content-type'] ?? '') ? JSON.parse(text) : text;
}

const tooLarge: PartAnswer = {
  status: 413,
  headers: { 'content-type': 'application/json' },
  body: {
    error: { code: 'BadRequest', message: 'The answers of the batch are too large together: send this request alone.' },
  },
  bytes: 0,
};
