// The server's log: JSON lines that never hold a token, secret or key.

import { type DestinationStream, type Logger, pino } from 'pino';

export interface LoggerOptions {
  /** A file to append to, or a stream; standard error unless told. */
  readonly destination?: string | DestinationStream;
  readonly level?: 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

const secrets = ['authorization', 'cookie', '["x-gamekeeper-key"]'];
const fields = ['access_token', 'client_secret', 'client_assertion', 'secret', 'password'];

export function createLogger({ destination, level = 'info' }: LoggerOptions = {}): Logger {
  const stream =
    typeof destination === 'object' ? destination : pino.destination({ dest: destination ?? 2, mkdir: true });
  const headers = secrets.map((name) => (name.startsWith('[') ? `req.headers${name}` : `req.headers.${name}`));
  return pino(
    {
      level,
      serializers: { req: describeRequest },
      redact: [...headers, ...fields, ...fields.map((field) => `*.${field}`)],
    },
    stream,
  );
}

/** Without the query: links and callbacks carry secrets in it. */
function describeRequest({ method, url, host, ip }: { method: string; url?: string; host?: string; ip?: string }) {
  return { method, url: url?.split('?', 1)[0], host, remoteAddress: ip };
}
