// Reads bodies by what the endpoint expects, not by their content type: clients send hunts and token requests without one.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BodyKind } from './define-route.js';
import { readJson } from './read-json.js';

/** Makes an encapsulated part of the server read its bodies in one way. */
export function readBodiesAs(kind: BodyKind, server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  if (kind === 'stream') {
    server.addContentTypeParser('*', (_, payload, done) => done(null, payload));
    return;
  }
  const parse = parsers[kind];
  server.addContentTypeParser('*', { parseAs: 'string' }, (_: FastifyRequest, text: string, done) => {
    let body: unknown;
    try {
      body = parse(text);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, body);
  });
}

/** Text that is not JSON yields undefined: the endpoint's schema refuses it in its own words. */
const parsers: Readonly<Record<Exclude<BodyKind, 'stream'>, (text: string) => unknown>> = {
  none: () => undefined,
  json: readJson,
  'json-any-case': (text) => lowerCaseKeys(readJson(text)),
  form: parseForm,
};

function lowerCaseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key.toLowerCase(), of]));
}

/** The first value of every field that has one. */
function parseForm(text: string): Record<string, string> {
  const fields = [...new URLSearchParams(text)].filter(([, value]) => value !== '');
  return Object.fromEntries(fields.reverse());
}
