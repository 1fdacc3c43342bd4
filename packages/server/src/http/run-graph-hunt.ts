// Runs a hunt for Graph, whose requests may narrow the time window.

import type { HuntAnswer } from '@gamekeeper/platform';
import { graphResult } from '../wire/graph-result.js';
import { parseTimespan } from '../wire/parse-timespan.js';
import type { Answer, Call } from './define-route.js';
import { RequestFault } from './request-fault.js';
import { runHunt } from './run-hunt.js';

export async function runGraphHunt(call: Call, query: string, timespanText: string | null): Promise<Answer> {
  const timespan = timespanText === null ? null : parseTimespan(timespanText, call.now);
  if (timespanText !== null && timespan === null) {
    const detail = `Timespan: expected an ISO 8601 interval, duration or instant, found '${timespanText}'.`;
    throw new RequestFault({ kind: 'bad-request', detail });
  }
  const [, version = ''] = call.request.url.toLowerCase().split('/');
  const service = `${call.origin}/${version}`;
  const shape = (answer: HuntAnswer) => graphResult(answer, service);
  return runHunt(call, { query, oneTable: true, shape, ...(timespan && { timespan }) });
}
