// Runs a hunt for a wire: within what its caller may read and the running time left, streamed in the wire's shape.

import { type HuntAnswer, HuntError, type HuntRequest, type HuntScope, type HuntTimespan } from '@gamekeeper/platform';
import type { CallHunt } from './call-record.js';
import type { Answer, Call } from './define-route.js';
import { huntScopeOfCall } from './scope-of-call.js';
import { streamAnswer } from './stream-answer.js';

export interface HuntCall {
  readonly query: string;
  /** Values for the parameters that the query declares. */
  readonly parameters?: NonNullable<HuntRequest['parameters']>;
  /** What may be read; what the caller may read unless told. */
  readonly scope?: HuntScope;
  readonly timespan?: HuntTimespan;
  /** Set where the shape writes one table: a query that yields several is refused. */
  readonly oneTable?: boolean;
  /** The body's parts: what precedes the rows first, then one part per chunk of rows. */
  readonly shape: (answer: HuntAnswer) => AsyncGenerator<Uint8Array>;
}

export async function runHunt(call: Call, { oneTable = false, shape, ...hunting }: HuntCall): Promise<Answer> {
  const { caller, admission, services } = call;
  const hunt: CallHunt = { query: hunting.query, answer: null };
  call.hunts(hunt);
  const scope = hunting.scope ?? (await huntScopeOfCall(call));
  const request = { ...hunting, caller, oneTable, scope, signal: signalOf(call) };
  try {
    const answer = await services.hunting.hunt(request);
    hunt.answer = answer;
    // A failing run rejects twice, here and in `rows`; the latter is the one that is told.
    answer.usage.catch(() => {});
    return { body: await streamAnswer(shape(answer), 2) };
  } catch (error) {
    if (error instanceof HuntError && error.usage !== undefined) hunt.refusedAt = error.usage;
    throw (await services.admission.refuseEndedRun(admission)) ?? error;
  }
}

/** Aborted when the client leaves or the running time of its quota ends. */
function signalOf({ signal, admission: { quota } }: Call): AbortSignal {
  const run = quota?.admitted ? quota.run : null;
  return run === null ? signal : AbortSignal.any([signal, run.signal]);
}
