// Runs a hunt for a wire: waits for the first rows, then streams the answer in the wire's shape.

import { type HuntAnswer, type HuntTimespan, wholeNamespace } from '@gamekeeper/platform';
import type { Answer, Call } from './define-route.js';
import { streamAnswer } from './stream-answer.js';

export interface HuntCall {
  readonly query: string;
  readonly timespan?: HuntTimespan;
  /** The body's parts: what precedes the rows first, then one part per chunk of rows. */
  readonly shape: (answer: HuntAnswer) => AsyncGenerator<Uint8Array>;
}

export async function runHunt(call: Call, { query, timespan, shape }: HuntCall): Promise<Answer> {
  const { caller, signal, services } = call;
  const scope = wholeNamespace(caller === null ? null : await services.namespaces.of(caller.tenantId));
  const answer = await services.hunting.hunt({ query, caller, scope, signal, ...(timespan && { timespan }) });
  // A failing run rejects twice, here and in `rows`; the latter is the one that is told.
  answer.usage.catch(() => {});
  return { body: await streamAnswer(shape(answer), 2) };
}
