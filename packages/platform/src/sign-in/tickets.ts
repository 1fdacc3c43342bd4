// Sealed notes that a browser carries between two pages of one sign-in, so that the server keeps no half-finished state.

import type { Clock } from '../clock.js';
import type { Sealer } from '../identity/sealing-key.js';

const life = 15 * 60_000;

/** What a ticket may be for; one kind is never taken for another. */
export type TicketKind = 'enrolment' | 'second-factor' | 'outside-provider';

/** Text values by name. */
export type TicketContent = Readonly<Record<string, string>>;

export interface Tickets {
  /** Good for 15 minutes. */
  issue(kind: TicketKind, content: TicketContent): Promise<string>;
  /** Null for a ticket that is not ours, of another kind, or too old. */
  read(kind: TicketKind, ticket: string): Promise<TicketContent | null>;
}

export function createTickets({ sealer, clock }: { sealer: Sealer; clock: Clock }): Tickets {
  return {
    issue: (kind, content) => sealer.seal(JSON.stringify({ kind, expiresAt: clock() + life, content })),
    async read(kind, ticket) {
      let note: { kind: string; expiresAt: number; content: TicketContent };
      try {
        note = JSON.parse(await sealer.unseal(ticket));
      } catch {
        return null;
      }
      return note.kind === kind && note.expiresAt > clock() ? note.content : null;
    },
  };
}
