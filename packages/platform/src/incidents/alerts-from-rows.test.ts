import { generateSample } from '@gamekeeper/lake';
import { expect, test } from 'vitest';
import { alertFromRows } from './alerts-from-rows.js';
import { entityKey } from './evidence.js';
import { sampleAlerts } from './sample-alerts.fixture.js';

const now = Date.parse('2026-06-15T12:00:00Z');
const device = { DeviceId: 'd1', DeviceName: 'desk.contoso.example' };

test('every alert of the sample has its words known and each of its entities', () => {
  const alerts = sampleAlerts({ now });
  const infos = [...generateSample({ now, tables: ['AlertInfo'] })];
  expect(alerts.map(({ id }) => id).sort()).toEqual(infos.map(({ values }) => values.AlertId).sort());
  for (const alert of alerts) {
    expect(alert).toMatchObject({ isInLake: true, deduplicationKey: `AlertInfo/${alert.id}` });
    expect([alert.severity, alert.serviceSource, alert.detectionSource]).not.toContain('unknown');
    expect(alert.lastActivityAt).toBeLessThanOrEqual(now);
    expect(alert.evidence.length).toBeGreaterThan(0);
    expect(alert.evidence.map(entityKey)).not.toContain(null);
  }
  expect(alerts.find(({ title }) => title === 'NTDS.dit copied')).toMatchObject({
    severity: 'high',
    category: 'CredentialAccess',
    evidence: [
      { kind: 'device', role: 'impacted', facts: { deviceDnsName: 'qf-dc-01.quillfen.example' } },
      { kind: 'user', facts: { userAccount: { accountName: 'adm-mquarnnock' } } },
      { kind: 'process', role: 'related', facts: { imageFile: { fileName: 'ntdsutil.exe' } } },
    ],
  });
});

test('rows as a hunt or an export gives them: ISO times, numbers, empty columns, entities without a row of their own', () => {
  const alert = alertFromRows(
    {
      ...{ AlertId: 'a1', Timestamp: '2026-01-01T00:00:00.5Z', Title: 'T\0', Category: 'Impact', Severity: 'HIGH' },
      ...{ ServiceSource: 'Something new', DetectionSource: null, AttackTechniques: '["X (T1486)","Y (T1021.002)"]' },
    },
    [
      { Timestamp: '2026-01-01T00:10:00Z', EntityType: 'Ip', RemoteIP: '192.0.2.1', DeviceId: '' },
      { EntityType: 'Process', FileName: 'a.exe', AdditionalFields: '{"ProcessId":"42"}', FileSize: 7, ...device },
      { EntityType: 'Process', FileName: 'a.exe', AdditionalFields: '{"ProcessId":"42"}', FileSize: 7, ...device },
      { EntityType: 'Url', RemoteUrl: '' },
      { EntityType: 'constructor' },
    ],
  );
  expect(alert).toMatchObject({
    ...{ severity: 'high', serviceSource: 'unknown', detectionSource: 'unknown' },
    title: 'T',
    mitreTechniques: ['T1486', 'T1021.002'],
    firstActivityAt: Date.parse('2026-01-01T00:00:00.500Z'),
    lastActivityAt: Date.parse('2026-01-01T00:10:00Z'),
  });
  expect(alert?.evidence.map(entityKey)).toEqual(['device:d1', 'ip:192.0.2.1', 'process:d1/a.exe/42@']);
});

test('a row that names no alert is none', () => {
  expect(alertFromRows({ Timestamp: 0n, Title: 'T' }, [])).toBeNull();
  expect(alertFromRows({ AlertId: 'a', Timestamp: 'yesterday' }, [])).toBeNull();
});
