// Runs a saved hunt as any other: within what its caller may read, on its quota, with its row in the audit.

import { wholeNamespace } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { hunters } from '../../http/hunters.js';
import { runHunt } from '../../http/run-hunt.js';
import { ndjsonResult } from '../../wire/ndjson-result.js';
import { defineLibraryRoute } from '../library/define-library-route.js';

const parameters = Type.Optional(
  Type.Record(Type.String({ maxLength: 128 }), Type.Unknown(), {
    description: 'values by the names of the parameters',
  }),
);

export const postRun = defineLibraryRoute({
  ...{ method: 'POST', path: '/api/hunts/saved/:id/run', noun: 'run', body: { parameters } },
  summary: 'Run a saved hunt with values for its parameters; the answer comes line by line',
  permission: hunters,
  quota: 'hunting',
  async handler({ body, hunter, named, call }) {
    const { library, namespaces } = call.services;
    const { query } = await library.savedHunts.get(hunter, named);
    const values = new Map(Object.entries(body.parameters ?? {}));
    // The operator hunts in the tenant that it names.
    const scope = call.caller === null && {
      ...wholeNamespace(await namespaces.of(hunter.tenantId)),
      functions: await library.functions.of(hunter.tenantId),
    };
    const answer = await runHunt(call, { query, parameters: values, shape: ndjsonResult, ...(scope && { scope }) });
    return { ...answer, contentType: 'application/x-ndjson; charset=utf-8' };
  },
});
