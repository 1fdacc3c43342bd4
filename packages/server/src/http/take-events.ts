// Stores the events of a request body and tells the sender what became of each.

import { ingestStream } from '@gamekeeper/lake';
import { platformWire, problem } from '../wire/platform-wire.js';
import type { Answer, Call } from './define-route.js';
import { Refusal } from './refusal.js';

/** Fields of an ingest request's header that say how its body is sent. */
interface SentHeaders {
  readonly 'content-encoding'?: string;
  readonly 'idempotency-key'?: string;
}

/**
 * Answers 200 with the account of the records, 422 with the same account when there were records and none was stored:
 * a sender that looks at nothing but the status must not believe that its events arrived.
 */
export async function takeEvents(call: Call, body: AsyncIterable<Uint8Array>, table: string | null): Promise<Answer> {
  const { caller, services, signal, request } = call;
  const { engine, clock, rejectFile } = services;
  const namespace = caller === null ? null : await services.namespaces.of(caller.tenantId);
  const { 'content-encoding': contentEncoding, 'idempotency-key': idempotencyKey } = request.headers as SentHeaders;
  const summary = await ingestStream(body, {
    ...{ engine, namespace, clock, signal },
    ...(table !== null && { table }),
    ...(rejectFile !== undefined && { rejectFile }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  if (summary.rejected === 0 || summary.ingested + summary.duplicateRows > 0) return { body: summary };
  const [first] = summary.rejects;
  const message = `none of ${summary.read} records was stored; the first: ${first?.reason ?? 'unknown'}`;
  const refusal = new Refusal({ status: 422, code: 'nothing-stored', message });
  return { status: 422, contentType: platformWire.errorContentType, body: { ...summary, ...problem(refusal, call) } };
}
