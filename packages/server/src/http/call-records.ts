// Gives every request its record, from its first header to its row in the audit table.

import type { SteadyClock } from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';
import { batchOrigin } from './batch-origin.js';
import type { CallRecord } from './call-record.js';
import type { Route } from './define-route.js';
import type { Origins } from './origins.js';
import { requestIds } from './request-ids.js';
import type { Services } from './services.js';
import { wireOfPath } from './wire-of-path.js';

export interface CallRecords {
  /** The record of a request, begun when it is first asked for. */
  of(request: FastifyRequest): CallRecord;
}

export interface CallRecordsOptions {
  readonly services: Pick<Services, 'clock' | 'countries'>;
  readonly origins: Origins;
  readonly steady: SteadyClock;
}

export function createCallRecords({ services, origins, steady }: CallRecordsOptions): CallRecords {
  const records = new WeakMap<FastifyRequest, CallRecord>();
  return {
    of(request) {
      const known = records.get(request);
      if (known !== undefined) return known;
      const route = routeOf(request);
      const { ip: address, headers, socket } = request;
      const record: CallRecord = {
        context: {
          ...requestIds(request),
          origin: batchOrigin.getStore() ?? origins.of(request),
          now: services.clock(),
        },
        ...{ request, route },
        wire: route?.wire.name ?? wireOfPath(pathOf(request)).name,
        startedAt: steady(),
        country: services.countries.countryOf({ address, peer: socket.remoteAddress ?? address, headers }),
        ...{ caller: null, permissions: [], claimant: null, facts: {}, gate: null, reason: null, hunt: null },
        ...{ fault: null, responseBytes: 0, isAudited: route?.audited === false },
      };
      records.set(request, record);
      return record;
    },
  };
}

/** The endpoint that a request reached, null when no path matched. */
export function routeOf(request: FastifyRequest): Route | null {
  return (request.routeOptions.config as { readonly route?: Route }).route ?? null;
}

/** The path of a request without its query string, which is nobody's business. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
