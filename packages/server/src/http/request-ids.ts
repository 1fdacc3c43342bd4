// The two ids that every answer carries: ours, and the client's own when it sent a usable one.

import type { FastifyRequest } from 'fastify';

export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

const printable = /^[\x21-\x7e]{1,128}$/;

/** Whether an id sent by a client may be echoed. */
export function isUsableId(sent: unknown): sent is string {
  return typeof sent === 'string' && printable.test(sent);
}

export function requestIds(request: FastifyRequest): RequestIds {
  const sent = request.headers['client-request-id'];
  return { requestId: request.id, clientRequestId: isUsableId(sent) ? sent : request.id };
}
