// Lets the faults that a sandbox tenant asked for strike its calls, once they are admitted and counted (USE-6).

import { STATUS_CODES } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { describeFault } from '../testing-controls/fault-plan.js';
import type { CallRecord } from './call-record.js';
import { Refusal } from './refusal.js';
import type { Services } from './services.js';

/** @throws Refusal for a fault with a status; a cut call has its row written by `audit` and gets no answer. */
export async function strikeCall(
  { testing }: Pick<Services, 'testing'>,
  record: CallRecord,
  reply: FastifyReply,
  audit: () => void,
): Promise<void> {
  const { caller, request } = record;
  if (caller === null) return;
  const { tenantId, applicationId } = caller;
  const route = `${request.method} ${request.routeOptions.url}`;
  const faults = testing.faults.strike({ tenantId, applicationId, route });
  if (faults.length === 0) return;
  record.fault = faults.map(describeFault).join('; ');

  const delay = faults.reduce((sum, { delayMs = 0 }) => sum + delayMs, 0);
  if (delay > 0) await waitWhileOpen(delay, reply);
  const ending = faults.find(({ status, cut }) => status !== undefined || cut);
  if (ending === undefined) return;
  if (ending.status === undefined) {
    audit();
    reply.hijack();
    request.raw.socket.destroy();
    return;
  }
  const { status, retryAfterSeconds } = ending;
  throw new Refusal({
    ...{ status, code: (STATUS_CODES[status] ?? 'Error').replaceAll(/\W/g, ''), reason: 'injected-fault' },
    message: `A fault of the sandbox tenant's own asking answers this call with ${status}.`,
    ...(retryAfterSeconds !== undefined && { headers: { 'retry-after': String(retryAfterSeconds) } }),
  });
}

/** Real time, whatever time the platform plays: a client waits in its own. */
async function waitWhileOpen(milliseconds: number, reply: FastifyReply): Promise<void> {
  const left = new AbortController();
  const leave = () => left.abort();
  reply.raw.once('close', leave);
  await wait(milliseconds, undefined, { signal: left.signal }).catch(() => undefined);
  reply.raw.off('close', leave);
}
