// Sends what rules ask for beside their alerts: kept with the alert in one transaction, tried until it is done or given up.

import { createTransport } from 'nodemailer';
import type { Clock } from '../clock.js';
import type { Alert, Incidents } from '../incidents/index.js';
import type { Notices } from '../notices/index.js';
import type { Records } from '../records/index.js';
import type { RuleAction } from './rule.js';

/** Where mail goes out. */
export interface MailOptions {
  /** `smtp://user:password@mail.example:587`, `smtps://…`. */
  readonly url: string;
  /** Who it is from: `gamekeeper@contoso.example`. */
  readonly from: string;
}

export interface Errands {
  /** Sends what is due; the number of errands done. Safe on several nodes: the outbox keeps a notice once, a mail may come twice. */
  sendDue(): Promise<number>;
  close(): void;
}

const claimMs = 60_000;
const batchSize = 100;
/** Waits after failed attempts, in milliseconds; after the last the errand is given up and stays with its error. */
const waits: readonly number[] = [30_000, 300_000, 1_800_000, 7_200_000, 21_600_000];

/** @param mail where there is a mail server; without one a rule with a mail is refused */
export function createErrands(options: {
  readonly records: Records;
  readonly clock: Clock;
  readonly incidents: Pick<Incidents, 'getAlert'>;
  readonly notices: Pick<Notices, 'send'>;
  readonly mail?: MailOptions;
}): Errands {
  const { records, clock, incidents, notices, mail } = options;
  const { db } = records;
  const transport = mail && createTransport(mail.url);

  async function send(action: RuleAction, alert: Alert): Promise<void> {
    if (action.kind === 'webhook') {
      await notices.send({
        kind: 'detection-alert',
        recipient: `owner:${action.ownerId}`,
        deduplicationKey: alert.id,
        payload: told(alert),
      });
    } else if (action.kind === 'mail') {
      if (!transport || !mail) throw new Error('the platform has no mail server');
      const subject = `[${alert.severity}] ${alert.title}`.replaceAll(/[\r\n]+/g, ' ');
      await transport.sendMail({ from: mail.from, to: action.to, subject, text: JSON.stringify(told(alert), null, 2) });
    }
  }

  return {
    async sendDue() {
      const due = await db
        .selectFrom('detection_errand')
        .selectAll()
        .where('next_attempt_at', '<=', clock())
        .orderBy('next_attempt_at')
        .limit(batchSize)
        .execute();
      let done = 0;
      for (const errand of due) {
        const { numUpdatedRows } = await db
          .updateTable('detection_errand')
          .set({ attempts: errand.attempts + 1, next_attempt_at: clock() + claimMs })
          .where('id', '=', errand.id)
          .where('attempts', '=', errand.attempts)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) continue;
        try {
          await send(
            JSON.parse(errand.action) as RuleAction,
            await incidents.getAlert(errand.tenant_id, errand.alert_id),
          );
          await db.deleteFrom('detection_errand').where('id', '=', errand.id).execute();
          done += 1;
        } catch (error) {
          const wait = waits[errand.attempts];
          const lastError = error instanceof Error ? error.message.slice(0, 500) : 'it failed';
          await db
            .updateTable('detection_errand')
            .set({ last_error: lastError, next_attempt_at: wait === undefined ? null : clock() + wait })
            .where('id', '=', errand.id)
            .execute();
        }
      }
      return done;
    },
    close: () => transport?.close(),
  };
}

const told = (alert: Alert) => ({
  ...{ tenantId: alert.tenantId, alertId: alert.id, incidentId: alert.incidentId, ruleId: alert.detectorId ?? null },
  ...{ title: alert.title, description: alert.description ?? null, severity: alert.severity, category: alert.category },
  mitreTechniques: alert.mitreTechniques,
  firstActivityDateTime: new Date(alert.firstActivityAt).toISOString(),
  lastActivityDateTime: new Date(alert.lastActivityAt).toISOString(),
});
