// Empty rows of the Device* event tables, and the columns about a process that all of them repeat.

import {
  DeviceEvents,
  DeviceFileEvents,
  DeviceImageLoadEvents,
  DeviceLogonEvents,
  DeviceNetworkEvents,
  DeviceProcessEvents,
  DeviceRegistryEvents,
} from '../../tables/device.js';
import type { Process } from './process.js';

/** A row being filled in. */
export type Row = Record<string, unknown>;

/**
 * Makes empty rows with every column of a table in place. Copying such a row and filling it in is ten times faster than
 * putting sixty columns together one by one, and these tables make up most of the sample.
 */
function rowMaker(table: { readonly name: string; readonly columns: readonly { readonly name: string }[] }) {
  const empty: Row = JSON.parse(JSON.stringify(Object.fromEntries(table.columns.map(({ name }) => [name, null]))));
  return { table: table.name, create: (): Row => ({ ...empty }) };
}

export type RowMaker = ReturnType<typeof rowMaker>;

export const processRows = rowMaker(DeviceProcessEvents);
export const networkRows = rowMaker(DeviceNetworkEvents);
export const fileRows = rowMaker(DeviceFileEvents);
export const registryRows = rowMaker(DeviceRegistryEvents);
export const imageLoadRows = rowMaker(DeviceImageLoadEvents);
export const logonRows = rowMaker(DeviceLogonEvents);
export const deviceEventRows = rowMaker(DeviceEvents);

/** Fills in the process that caused an event. */
export function writeCause(row: Row, cause: Process): void {
  const { program, account, parent, remote } = cause;
  row.InitiatingProcessSHA1 = program.sha1;
  row.InitiatingProcessSHA256 = program.sha256;
  row.InitiatingProcessMD5 = program.md5;
  row.InitiatingProcessFileName = program.fileName.toLowerCase();
  row.InitiatingProcessFileSize = program.size;
  row.InitiatingProcessFolderPath = cause.path.startsWith('/') ? cause.path : cause.path.toLowerCase();
  row.InitiatingProcessId = cause.id;
  row.InitiatingProcessCommandLine = cause.commandLine;
  row.InitiatingProcessCreationTime = cause.created;
  row.InitiatingProcessAccountDomain = account.domain;
  row.InitiatingProcessAccountName = account.name;
  row.InitiatingProcessAccountSid = account.sid;
  row.InitiatingProcessAccountUpn = account.upn;
  row.InitiatingProcessAccountObjectId = account.objectId;
  row.InitiatingProcessVersionInfoCompanyName = program.company;
  row.InitiatingProcessVersionInfoProductName = program.product;
  row.InitiatingProcessVersionInfoProductVersion = program.version;
  row.InitiatingProcessVersionInfoInternalFileName = program.internalName;
  row.InitiatingProcessVersionInfoOriginalFileName = program.originalName;
  row.InitiatingProcessVersionInfoFileDescription = program.description;
  row.InitiatingProcessParentId = parent?.id ?? 0;
  row.InitiatingProcessParentFileName = parent?.fileName ?? '';
  row.InitiatingProcessParentCreationTime = parent?.created ?? null;
  row.InitiatingProcessSessionId = cause.sessionId;
  row.IsInitiatingProcessRemoteSession = remote !== undefined;
  row.InitiatingProcessRemoteSessionDeviceName = remote?.device ?? '';
  row.InitiatingProcessRemoteSessionIP = remote?.ip ?? '';
  row.InitiatingProcessUniqueId = cause.uniqueId;
}

/** Fills in the rights of that process, in the tables that have them (all but DeviceEvents). */
export function writeRights(row: Row, cause: Process): void {
  row.InitiatingProcessIntegrityLevel = cause.integrity;
  row.InitiatingProcessTokenElevation = cause.elevation;
}
