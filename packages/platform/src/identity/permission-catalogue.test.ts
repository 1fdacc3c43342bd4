import { describe, expect, test } from 'vitest';
import { findPermission, type PermissionKind, type ResourceId, resources } from './permission-catalogue.js';

const names = (resource: ResourceId, kind: PermissionKind) =>
  resources[resource].permissions.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name);

describe('permissions (wire contract 1.11)', () => {
  test('of the Defender resources lose .All where they are delegated', () => {
    expect(names('defender-xdr', 'application')).toEqual([
      ...['Incident.Read.All', 'Incident.ReadWrite.All', 'AdvancedHunting.Read.All'],
    ]);
    expect(names('defender-endpoint', 'application')).toEqual([
      ...[
        'AdvancedQuery.Read.All',
        'Alert.Read.All',
        'Alert.ReadWrite.All',
        'Machine.Read.All',
        'Machine.ReadWrite.All',
      ],
    ]);
    for (const resource of ['defender-xdr', 'defender-endpoint'] as const) {
      const delegated = names(resource, 'application').map((name) => name.replace(/\.All$/, ''));
      expect(names(resource, 'delegated')).toEqual(delegated);
    }
  });

  test('of Graph have one name for both kinds', () => {
    expect(names('graph', 'delegated')).toEqual(names('graph', 'application'));
    expect(names('graph', 'application')).toEqual([
      ...['ThreatHunting.Read.All', 'SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'],
      ...['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All'],
      ...['CustomDetection.Read.All', 'CustomDetection.ReadWrite.All'],
    ]);
  });

  test('of our own let a person do all but ingest', () => {
    const own = names('gamekeeper', 'application');
    expect(names('gamekeeper', 'delegated')).toEqual(own.filter((name) => name !== 'Ingest.Write'));
  });

  test('have a name of their own within the resource and a description each', () => {
    for (const { id, permissions } of Object.values(resources)) {
      for (const permission of permissions) {
        expect(findPermission(id, permission.name)).toBe(permission);
        expect(permission.description).toMatch(/^[A-Z].*\.$/);
      }
    }
    expect(findPermission('graph', 'Incident.Read.All')).toBeNull();
  });
});
