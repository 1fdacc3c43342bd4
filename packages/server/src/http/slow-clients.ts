// Ends connections whose clients neither send nor read: each holds a place that others need (USE-1).

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface SlowClientsOptions {
  /** Milliseconds that a client may keep us waiting. */
  readonly stallMs: number;
  /** Bytes of a body that must arrive in that time at least, unless it is complete. */
  readonly minBodyBytes: number;
}

/** Watches requests in flight. */
export interface SlowClients {
  /** Watches a request until its answer is sent or its connection closed. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  close(): void;
}

interface Watched {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What it was waited for at the last look, with the bytes moved then and the looks since. */
  phase: Phase;
  bytes: number;
  looks: number;
}

/** Whose turn it is: the client's, to send or to read, or ours. */
type Phase = 'sending' | 'reading' | 'ours';

const looksPerStall = 4;

/** @example const slow = createSlowClients({ stallMs: 30_000, minBodyBytes: 30_720 }); slow.watch(request.raw, reply.raw); */
export function createSlowClients({ stallMs, minBodyBytes }: SlowClientsOptions): SlowClients {
  const inFlight = new Set<Watched>();
  const timer = setInterval(() => {
    for (const watched of inFlight) look(watched, minBodyBytes);
  }, stallMs / looksPerStall);
  timer.unref();
  return {
    watch(request, response) {
      const watched: Watched = { request, response, phase: 'ours', bytes: 0, looks: 0 };
      inFlight.add(watched);
      response.once('close', () => inFlight.delete(watched));
    },
    close: () => clearInterval(timer),
  };
}

function look(watched: Watched, minBodyBytes: number): void {
  const phase = phaseOf(watched);
  const { socket } = watched.request;
  const bytes = phase === 'sending' ? socket.bytesRead : socket.bytesWritten - socket.writableLength;
  const enough = phase === 'sending' ? minBodyBytes : 1;
  if (phase !== watched.phase || phase === 'ours' || bytes - watched.bytes >= enough) {
    Object.assign(watched, { phase, bytes, looks: 0 });
    return;
  }
  watched.looks += 1;
  if (watched.looks >= looksPerStall) socket.destroy();
}

function phaseOf({ request, response }: Watched): Phase {
  if (request.socket.writableLength > 0) return 'reading';
  // A full buffer waits for us to take from it; an answer under way no longer needs the rest of the body.
  const isFull = request.readableLength >= request.readableHighWaterMark;
  return !request.complete && !isFull && !response.writableEnded ? 'sending' : 'ours';
}
