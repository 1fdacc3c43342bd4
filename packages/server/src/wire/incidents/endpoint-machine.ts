// Machines as the Defender for Endpoint API has them, from the newest row of each in the inventory (wire contract 3.3).

import type { ListOffer } from '../odata/list-options.js';
import type { ComparableRow } from '../odata/matches.js';
import { odataFields } from '../odata/odata-fields.js';

/** Cells of a row of the inventory by column. */
export type InventoryRow = ReadonlyMap<string, unknown>;

/** KQL over `DeviceInfo`: one row for each device, or for the one that `machine` names by id or name. */
export const machineQueries = {
  all: 'DeviceInfo',
  one: 'declare query_parameters(machine:string);\nDeviceInfo | where DeviceId == machine or DeviceName =~ machine',
  newest: `
| summarize FirstSeen = min(Timestamp), arg_max(Timestamp, *) by DeviceId
| project DeviceId, DeviceName, FirstSeen, LastSeen = Timestamp, OSPlatform, OnboardingStatus, OSArchitecture, OSVersion,
    OSBuild, PublicIP, SensorHealthState, MachineGroup, ExposureLevel, AssetValue, IsAzureADJoined, AadDeviceId,
    RegistryDeviceTag, DeviceManualTags, DeviceDynamicTags`,
  addresses: `DeviceNetworkInfo
| summarize arg_max(Timestamp, NetworkAdapterType, NetworkAdapterStatus, IPAddresses) by DeviceId, MacAddress
| project DeviceId, MacAddress, NetworkAdapterType, NetworkAdapterStatus, IPAddresses`,
} as const;

export interface MachineAddress {
  readonly ipAddress: string;
  readonly macAddress: string;
  readonly type: string;
  readonly operationalStatus: string;
}

const textOf = (row: InventoryRow, column: string): string | null => {
  const value = row.get(column);
  return value === null || value === undefined || value === '' ? null : String(value);
};

/** @param addresses of its network adapters */
export function endpointMachine(row: InventoryRow, addresses: readonly MachineAddress[]) {
  const text = (column: string) => textOf(row, column);
  const build = row.get('OSBuild');
  return {
    id: text('DeviceId') ?? '',
    computerDnsName: text('DeviceName'),
    firstSeen: text('FirstSeen'),
    lastSeen: text('LastSeen'),
    osPlatform: text('OSPlatform'),
    onboardingStatus: onboarding.get((text('OnboardingStatus') ?? '').toLowerCase()) ?? 'InsufficientInfo',
    osProcessor: null,
    osArchitecture: text('OSArchitecture'),
    version: text('OSVersion'),
    osBuild: typeof build === 'number' ? build : null,
    lastIpAddress: addresses[0]?.ipAddress ?? null,
    lastExternalIpAddress: text('PublicIP'),
    healthStatus: health.get((text('SensorHealthState') ?? '').replaceAll(' ', '').toLowerCase()) ?? 'Unknown',
    rbacGroupId: 0,
    rbacGroupName: text('MachineGroup'),
    riskScore: 'None',
    exposureLevel: text('ExposureLevel') ?? 'None',
    deviceValue: text('AssetValue') ?? 'Normal',
    isAadJoined: isTrue(row.get('IsAzureADJoined')),
    aadDeviceId: text('AadDeviceId'),
    machineTags: ['RegistryDeviceTag', 'DeviceManualTags', 'DeviceDynamicTags'].flatMap((column) =>
      tagsOf(text(column)),
    ),
    ipAddresses: addresses,
  };
}

export type EndpointMachine = ReturnType<typeof endpointMachine>;

const byLowerCase = (words: readonly string[]) => new Map(words.map((word) => [word.toLowerCase(), word]));
const onboarding = new Map([
  ...byLowerCase(['onboarded', 'CanBeOnboarded', 'Unsupported', 'InsufficientInfo']),
  ['can be onboarded', 'CanBeOnboarded'],
  ['insufficient info', 'InsufficientInfo'],
]);
const health = byLowerCase([
  ...['Active', 'Inactive', 'ImpairedCommunication', 'NoSensorData', 'NoSensorDataImpairedCommunication', 'Unknown'],
]);

const isTrue = (value: unknown): boolean | null =>
  value === null || value === undefined ? null : value === true || value === 1;

/** Tags are a JSON list or one text. */
function tagsOf(text: string | null): readonly string[] {
  if (text === null) return [];
  const list = listIn(text);
  return list === null ? [text] : list.filter((tag) => typeof tag === 'string');
}

function listIn(text: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The addresses of one adapter; IPAddresses is a JSON list of objects. */
export const addressesOf = (row: InventoryRow): readonly MachineAddress[] =>
  (listIn(textOf(row, 'IPAddresses') ?? '') ?? []).flatMap((item) => {
    const { IPAddress: ipAddress } = (item ?? {}) as { readonly IPAddress?: unknown };
    if (typeof ipAddress !== 'string') return [];
    return {
      ipAddress,
      macAddress: textOf(row, 'MacAddress') ?? '',
      type: textOf(row, 'NetworkAdapterType') ?? '',
      operationalStatus: textOf(row, 'NetworkAdapterStatus') ?? '',
    };
  });

export type MachineField =
  | (
      | 'computerDnsName'
      | 'id'
      | 'version'
      | 'deviceValue'
      | 'aadDeviceId'
      | 'machineTags'
      | 'lastSeen'
      | 'exposureLevel'
    )
  | ('onboardingStatus' | 'lastIpAddress' | 'healthStatus' | 'osPlatform' | 'riskScore' | 'rbacGroupId');

const textFields = [
  ...(['computerDnsName', 'id', 'version', 'deviceValue', 'aadDeviceId', 'machineTags', 'exposureLevel'] as const),
  ...(['onboardingStatus', 'lastIpAddress', 'healthStatus', 'osPlatform', 'riskScore'] as const),
] satisfies readonly MachineField[];

/** What a machine is compared by; tags as one text, which `contains` looks into. */
export function comparableMachine(machine: EndpointMachine): ComparableRow<MachineField> {
  const lastSeen = machine.lastSeen === null ? Number.NaN : Date.parse(machine.lastSeen);
  return {
    ...machine,
    machineTags: machine.machineTags.join(','),
    lastSeen: Number.isNaN(lastSeen) ? null : lastSeen,
  };
}

export const endpointMachineOffer: ListOffer<MachineField> = {
  fields: odataFields<MachineField>({
    ...(Object.fromEntries(textFields.map((field) => [field, { type: 'text', field }])) as Record<
      (typeof textFields)[number],
      { readonly type: 'text'; readonly field: MachineField }
    >),
    lastSeen: { type: 'time', field: 'lastSeen' },
    rbacGroupId: { type: 'number', field: 'rbacGroupId' },
  }),
  defaultTop: 10_000,
  maxTop: 10_000,
  expandable: [],
  properties: [
    ...textFields,
    ...(['firstSeen', 'lastSeen', 'osProcessor', 'osArchitecture', 'osBuild', 'lastExternalIpAddress'] as const),
    ...(['rbacGroupId', 'rbacGroupName', 'isAadJoined', 'ipAddresses'] as const),
  ] satisfies readonly (keyof EndpointMachine)[],
};
