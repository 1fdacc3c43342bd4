// Decides which host names are this server's, and under which of them a request should see it.

import type { FastifyRequest } from 'fastify';

export interface OriginsOptions {
  /** Scheme, host and port under which this server is known; asked late, because port 0 is chosen when listening. */
  readonly publicUrl: () => string;
  /** Further host names, without port, that lead here. */
  readonly hosts?: readonly string[];
}

export interface Origins {
  /** Whether a host name (without port) is this server's. */
  isOwnHost(hostname: string): boolean;
  /** Scheme and host for links and issuers: as the client addressed us if that name is ours, else the public one. */
  of(request: FastifyRequest): string;
}

const loopback = ['localhost', '127.0.0.1', '::1'];

export function createOrigins({ publicUrl, hosts = [] }: OriginsOptions): Origins {
  const own = new Set([...loopback, ...hosts].map(bare));
  const isOwnHost = (hostname: string) =>
    own.has(bare(hostname)) || bare(hostname) === bare(new URL(publicUrl()).hostname);
  return {
    isOwnHost,
    of: (request) => (isOwnHost(request.hostname) ? `${request.protocol}://${request.host}` : publicUrl()),
  };
}

/** Whether a host name can only lead to this machine. */
export function isLoopback(hostname: string): boolean {
  return loopback.includes(bare(hostname));
}

function bare(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
