// What every ledger must do, whichever place it keeps usage in: a few lines of test per implementation.

import { describe, expect, test } from 'vitest';
import { createBinder } from './bind-quota.js';
import { createQuotas } from './create-quotas.js';
import { PlayedTime } from './played-time.fixture.js';
import { defender2021, quotaProfiles } from './profiles/index.js';
import type { QuotaLedger } from './quota-ledger.js';
import type { QuotaUse } from './quotas.js';

const HOUR = 3_600_000;
const bind = createBinder(quotaProfiles);
let subjects = 0;

/** Uses of a subject that no other test has. */
function newUses() {
  const subject = { tenantId: `tenant ${++subjects}`, ownerId: `owner ${subjects}`, applicationId: 'siem' };
  const use = (quota: QuotaUse['quota']): QuotaUse => ({ subject, quota, profile: defender2021 });
  return { subject, incidents: use('incidents'), hunting: use('hunting') };
}

function bound({ profile, quota, subject }: QuotaUse) {
  const found = bind(profile, quota, subject);
  if (found === null) throw new Error('unlimited');
  return found;
}

/** @param nodes ledgers over the same usage, as many as there are nodes. */
export function ledgerConformance(name: string, nodes: (time: PlayedTime) => readonly QuotaLedger[]): void {
  describe(`ledger: ${name}`, () => {
    const start = () => {
      const time = new PlayedTime();
      time.advance(1_000_000 * ++subjects);
      const all = nodes(time).map((ledger) => ({
        ledger,
        quotas: createQuotas({ ledger, isSandbox: () => true, after: time.after }),
      }));
      const first = all[0];
      if (first === undefined) throw new Error('no node');
      return { time, all, first, last: all.at(-1) ?? first, ...newUses() };
    };

    test('admits 50 of 120 that come at once, on whichever node, and the next when the first leaves the window', async () => {
      const { time, all, last, incidents } = start();
      const answers = await Promise.all(
        Array.from({ length: 120 }, (_, index) => all[index % all.length]?.quotas.take(incidents)),
      );
      expect(answers.filter((answer) => answer?.admitted)).toHaveLength(50);
      time.advance(59_999);
      expect(await last.quotas.take(incidents)).toMatchObject({ admitted: false, retryInMs: 1 });
      time.advance(1);
      expect(await last.quotas.take(incidents)).toMatchObject({ admitted: true });
    });

    test('counts a call in all scopes or in none', async () => {
      const { first, last, subject, incidents } = start();
      await first.quotas.spend({ ...incidents, calls: 50 });
      const elsewhere = { ...subject, tenantId: `${subject.tenantId} b` };
      expect(await last.quotas.take({ ...incidents, subject: elsewhere })).toMatchObject({
        admitted: false,
        exceeded: { scope: 'owner' },
      });
      const stranger = { ...elsewhere, ownerId: `${subject.ownerId} b` };
      expect(await last.quotas.peek({ ...incidents, subject: stranger })).toContainEqual(
        expect.objectContaining({ scope: 'tenant', used: 0 }),
      );
    });

    test('measures a run while it runs and charges it at its end', async () => {
      const { time, first, last, hunting } = start();
      const { run } = await first.ledger.take(bound(hunting));
      if (run === null) throw new Error('no run');
      time.advance(4000);
      const used = async () =>
        (await last.quotas.peek(hunting)).find(({ name }) => name === 'running-time-per-hour')?.used;
      expect(await used()).toBe(4000);
      time.advance(500);
      await first.ledger.end(run);
      await first.ledger.end(run);
      time.advance(HOUR - 1);
      expect(await used()).toBe(4500);
      time.advance(1);
      expect(await used()).toBe(0);
    });

    test('ends a run whose budget others have used up, and says when the next may start', async () => {
      const { time, first, last, hunting } = start();
      const { run } = await first.ledger.take(bound(hunting));
      if (run === null) throw new Error('no run');
      await last.quotas.spend({ ...hunting, ms: 598_000 });
      time.advance(500);
      expect(await first.ledger.check(run)).toMatchObject({ live: true, endsInMs: 1500 });
      time.advance(1500);
      expect(await first.ledger.check(run)).toMatchObject({ live: false });
      expect(await last.quotas.take(hunting)).toMatchObject({ admitted: false, retryInMs: HOUR - 2000 });
    });

    test('never lets time go back', async () => {
      const { time, first, incidents } = start();
      await first.quotas.spend({ ...incidents, calls: 50 });
      expect(await first.quotas.take({ ...incidents, at: time.now - 86_400_000 })).toMatchObject({ retryInMs: 60_000 });
      time.advance(60_000);
      expect(await first.quotas.take(incidents)).toMatchObject({ admitted: true });
    });

    test('sets what is left and clears', async () => {
      const { first, last, incidents, hunting } = start();
      await first.quotas.set({ ...incidents, limit: 'calls-per-minute', remaining: 1 });
      expect(await last.quotas.take(incidents)).toMatchObject({ admitted: true });
      expect(await last.quotas.take(incidents)).toMatchObject({ admitted: false });
      await last.quotas.clear(incidents);
      expect(await first.quotas.take(incidents)).toMatchObject({ admitted: true, limits: [{ used: 1 }, {}, {}, {}] });
      await first.quotas.set({ ...hunting, limit: 'running-time-per-day', remaining: 0 });
      expect(await last.quotas.take(hunting)).toMatchObject({ exceeded: { name: 'running-time-per-day' } });
    });
  });
}
