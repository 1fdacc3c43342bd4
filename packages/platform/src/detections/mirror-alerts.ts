// Writes the alerts of the state to `AlertInfo` and `AlertEvidence` of their tenant, so that hunts see them: each once, whatever is killed when.

import { type AppendPart, type Engine, encodeRow } from '@gamekeeper/lake';
import type { Clock } from '../clock.js';
import type { TenantNamespaces } from '../hunting/tenant-namespaces.js';
import type { Alert, Incidents } from '../incidents/index.js';
import { lakeEvidence } from './lake-evidence.js';
import { detectionWords, serviceWords, severityWords } from './lake-words.js';

const batchSize = 100;

/**
 * Writes what is not in the lake yet; the number of alerts written. A batch has the alert's id, so that one that was written, but
 * not noted as written, is not written twice.
 */
export async function mirrorAlerts(options: {
  readonly incidents: Pick<Incidents, 'mirror'>;
  readonly engine: Pick<Engine, 'append'>;
  readonly namespaces: TenantNamespaces;
  readonly clock: Clock;
}): Promise<number> {
  const { incidents, engine, namespaces, clock } = options;
  let written = 0;
  for (;;) {
    const pending = await incidents.mirror.pending(batchSize);
    for (const alert of pending) {
      const namespace = await namespaces.of(alert.tenantId);
      await engine.append({ namespace, id: `alert-${alert.id}`, parts: partsOf(alert, clock()) });
    }
    await incidents.mirror.done(pending.map(({ id }) => id));
    written += pending.length;
    if (pending.length < batchSize) return written;
  }
}

function partsOf(alert: Alert, now: number): readonly AppendPart[] {
  const common = {
    ...{ Timestamp: new Date(alert.createdAt).toISOString(), AlertId: alert.id, Title: alert.title },
    ...{
      Severity: severityWords.get(alert.severity) ?? '',
      ServiceSource: serviceWords.get(alert.serviceSource) ?? '',
    },
    DetectionSource: detectionWords.get(alert.detectionSource) ?? '',
    AttackTechniques: alert.mitreTechniques.length > 0 ? JSON.stringify(alert.mitreTechniques) : '',
  };
  const device = alert.evidence.find((piece) => piece.kind === 'device');
  const ofDevice = device?.kind === 'device' ? lakeEvidence(device) : {};
  const evidence = alert.evidence.map((piece) => {
    const own = Object.fromEntries(Object.entries(lakeEvidence(piece)).filter(([, value]) => value !== undefined));
    const { DeviceId, DeviceName } = ofDevice;
    return { ...common, Categories: JSON.stringify([alert.category]), DeviceId, DeviceName, ...own };
  });
  return [
    part('AlertInfo', [{ ...common, Category: alert.category }], now),
    ...(evidence.length > 0 ? [part('AlertEvidence', evidence, now)] : []),
  ];
}

/** Rows of one moment lie in one partition. */
function part(table: string, rows: readonly Readonly<Record<string, unknown>>[], now: number): AppendPart {
  const encoded = rows.map((values) => {
    const row = encodeRow({ table, values }, { now });
    if ('rejected' in row) throw new Error(`an alert does not fit the lake: ${row.rejected}`);
    return row;
  });
  return { table, partition: encoded[0]?.partition ?? '', rows: encoded.map(({ json }) => json) };
}
