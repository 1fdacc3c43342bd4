// What one row of AlertEvidence says, as evidence of its kind.

import { type AlertEvidence, entityKey, type FileDetails, type UserAccount } from './evidence.js';

/** A row of a hunting table: values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Without zero characters, which the state cannot hold. @returns undefined where the row leaves the column empty */
export function textOf(row: Row, column: string): string | undefined {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value.replaceAll('\0', '') || undefined : undefined;
}

/**
 * @returns null for an entity of a kind without evidence here, and for a row that leaves out what tells its entity apart
 * @example evidenceFromRow({ EntityType: 'Ip', RemoteIP: '203.0.113.7' }) → { kind: 'ip', facts: { ipAddress: '203.0.113.7' }, role: 'related' }
 */
export function evidenceFromRow(row: Row): AlertEvidence | null {
  const type = textOf(row, 'EntityType')?.toLowerCase() ?? '';
  const found = readers.get(type)?.(row);
  if (!found || entityKey(found) === null) return null;
  return { ...found, role: textOf(row, 'EvidenceRole')?.toLowerCase() === 'impacted' ? 'impacted' : 'related' };
}

const readers: ReadonlyMap<string, (row: Row) => AlertEvidence | null> = new Map<
  string,
  (row: Row) => AlertEvidence | null
>([
  [
    'machine',
    (row) => ({
      kind: 'device',
      facts: known({
        mdeDeviceId: textOf(row, 'DeviceId'),
        deviceDnsName: textOf(row, 'DeviceName'),
        lastIpAddress: textOf(row, 'LocalIP'),
      }),
    }),
  ],
  ['user', (row) => ({ kind: 'user', facts: { userAccount: accountOf(row) } })],
  ['file', (row) => ({ kind: 'file', facts: { fileDetails: fileOf(row), ...deviceOf(row) } })],
  ['process', processOf],
  [
    'ip',
    (row) =>
      from(textOf(row, 'RemoteIP') ?? textOf(row, 'LocalIP'), (ipAddress) => ({ kind: 'ip', facts: { ipAddress } })),
  ],
  ['url', (row) => from(textOf(row, 'RemoteUrl'), (url) => ({ kind: 'url', facts: { url } }))],
  [
    'mailbox',
    (row) => from(textOf(row, 'AccountUpn'), (upn) => ({ kind: 'mailbox', facts: { primaryAddress: upn, upn } })),
  ],
  ['mailmessage', messageOf],
  [
    'registrykey',
    (row) => from(textOf(row, 'RegistryKey'), (registryKey) => ({ kind: 'registryKey', facts: { registryKey } })),
  ],
  [
    'registryvalue',
    (row) =>
      from(textOf(row, 'RegistryKey'), (registryKey) => ({
        kind: 'registryValue',
        facts: {
          registryKey,
          ...known({
            registryValueName: textOf(row, 'RegistryValueName'),
            registryValue: textOf(row, 'RegistryValueData'),
          }),
          ...deviceOf(row),
        },
      })),
  ],
  [
    'cloudapplication',
    (row) =>
      from(textOf(row, 'Application'), (displayName) => {
        const appId = Number(textOf(row, 'ApplicationId'));
        return { kind: 'cloudApplication', facts: { displayName, ...(Number.isInteger(appId) && { appId }) } };
      }),
  ],
  [
    'oauthapplication',
    (row) =>
      from(textOf(row, 'OAuthApplicationId'), (appId) => ({
        kind: 'oauthApplication',
        facts: { appId, ...known({ displayName: textOf(row, 'Application') }) },
      })),
  ],
]);

/** On a device: a process without one would be the same on every device that runs its command line. */
function processOf(row: Row): AlertEvidence | null {
  const { processId, createdAt } = instanceOf(textOf(row, 'AdditionalFields'));
  const account = accountOf(row);
  return {
    kind: 'process',
    facts: {
      ...known({
        processCommandLine: textOf(row, 'ProcessCommandLine'),
        processId,
        processCreationDateTime: createdAt,
      }),
      imageFile: fileOf(row),
      ...(Object.keys(account).length > 0 && { userAccount: account }),
      ...deviceOf(row),
    },
  };
}

/** Which instance of a program it was, where the row tells; a text that is no object tells nothing. */
function instanceOf(fields = ''): { readonly processId: number | undefined; readonly createdAt: string | undefined } {
  const read = (pattern: RegExp): string | undefined => pattern.exec(fields)?.[1];
  const processId = read(/"ProcessId":\s*"?(\d{1,10})\b/);
  return {
    processId: processId === undefined ? undefined : Number(processId),
    createdAt: read(/"CreationTimeUtc":\s*"([\d:.TZ-]{10,40})"/),
  };
}

function messageOf(row: Row): AlertEvidence | null {
  return {
    kind: 'analyzedMessage',
    facts: known({
      networkMessageId: textOf(row, 'NetworkMessageId'),
      subject: textOf(row, 'EmailSubject'),
      recipientEmailAddress: textOf(row, 'AccountUpn'),
    }),
  };
}

const from = (text: string | undefined, made: (text: string) => AlertEvidence): AlertEvidence | null =>
  text === undefined ? null : made(text);

const deviceOf = (row: Row) => known({ mdeDeviceId: textOf(row, 'DeviceId') ?? textOf(row, 'DeviceName') });

const accountOf = (row: Row): UserAccount =>
  known({
    accountName: textOf(row, 'AccountName'),
    domainName: textOf(row, 'AccountDomain'),
    userSid: textOf(row, 'AccountSid'),
    azureAdUserId: textOf(row, 'AccountObjectId'),
    userPrincipalName: textOf(row, 'AccountUpn'),
  });

const fileOf = (row: Row): FileDetails => {
  const size = Number(textOf(row, 'FileSize'));
  return {
    ...known({
      fileName: textOf(row, 'FileName'),
      filePath: textOf(row, 'FolderPath'),
      sha1: textOf(row, 'SHA1'),
      sha256: textOf(row, 'SHA256'),
    }),
    ...(Number.isSafeInteger(size) && { fileSize: size }),
  };
};

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is known of it: without the fields that are undefined. */
const known = <T extends object>(fields: T): Known<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
