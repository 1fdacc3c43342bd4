// Several requests of Graph in one: each is admitted, metered and audited as a call of its own.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { RequestFault } from '../../http/request-fault.js';
import { runBatchPart } from '../../http/run-batch-part.js';
import { type BatchPart, type PartAnswer, readBatch } from '../../wire/graph-batch.js';
import { graphWire } from '../../wire/graph-wire.js';

/** Bytes that all answers of a batch may have together. */
const mostBytes = 16 * 1024 ** 2;

export const postBatch = defineRoute({
  method: 'POST',
  path: ['/v1.0/$batch', '/beta/$batch'],
  summary: 'Up to 20 requests of Microsoft Graph in one',
  ...{ wire: graphWire, reads: 'json', schemas: { body: Type.Unknown() }, checksItself: true },
  permission: 'any-token',
  // Its parts count, each against its own.
  quota: 'none',
  controls: ['USE-1', 'LIM-3'],
  async handler(call) {
    const [, version = ''] = call.request.url.toLowerCase().split('/');
    const parts = readBatch(call.body, version);
    const answers = new Map<string, PartAnswer>();
    let left = mostBytes;
    // One after the other, so that order is what `dependsOn` says and a batch takes no more than one call's room.
    for (const part of parts) {
      if (call.signal.aborted) throw new RequestFault({ kind: 'bad-request', detail: 'The client went away.' });
      const answer = failedBefore(part, answers) ?? (await runBatchPart(call, part, left));
      left -= answer.bytes;
      answers.set(part.id, answer);
    }
    const responses = parts.map(({ id }) => {
      const { bytes: _bytes, ...answer } = answers.get(id) as PartAnswer;
      return { id, ...answer };
    });
    return { body: { responses } };
  },
});

/** A part is not tried when one that it depends on failed. */
function failedBefore({ dependsOn }: BatchPart, answers: ReadonlyMap<string, PartAnswer>): PartAnswer | undefined {
  const failed = dependsOn.find((id) => (answers.get(id)?.status ?? 0) >= 400);
  if (failed === undefined) return undefined;
  const error = { code: 'FailedDependency', message: `Request '${failed}', on which this one depends, failed.` };
  return { status: 424, headers: { 'content-type': 'application/json' }, body: { error }, bytes: 0 };
}
