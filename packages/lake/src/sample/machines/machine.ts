// One computer as it lives through the month: starts processes and records what they do, in the columns of the Device* tables.

import { type Account, rootAccount, systemAccount } from '../company/accounts.js';
import type { Device } from '../company/devices.js';
import { ipType } from '../company/network.js';
import { type Hashes, hashesOf, type Program, program } from '../company/software.js';
import type { Random } from '../random.js';
import type { Columns, Recorder } from '../recorder.js';
import { day, hour, type Moment, second, type Timeline } from '../timeline.js';
import type { Connection, FileChange, Launch, Logon, RegistryChange, Session } from './happenings.js';
import { pathOf } from './paths.js';
import type { Process } from './process.js';
import {
  deviceEventRows,
  fileRows,
  imageLoadRows,
  logonRows,
  networkRows,
  processRows,
  type Row,
  type RowMaker,
  registryRows,
  writeCause,
  writeRights,
} from './rows.js';

/** Below are the processes of the system itself. */
const firstProcessId = 5000;

export class Machine {
  readonly device: Device;
  readonly random: Random;
  session: Session | undefined;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;
  readonly #services = new Map<string, Process>();
  #reportId: number;
  #processId = firstProcessId;
  #processCount = 0;

  constructor(device: Device, random: Random, recorder: Recorder, timeline: Timeline) {
    this.device = device;
    this.random = random;
    this.#recorder = recorder;
    this.#timeline = timeline;
    this.#reportId = random.between(2_000, 90_000);
  }

  get isWindows(): boolean {
    return this.device.system.platform.startsWith('Windows');
  }

  /**
   * A process of the system that was running before the window began: by file name, or by file name and command line.
   * @example machine.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule')
   */
  service(fileName: string, commandLine = fileName, account = this.isWindows ? systemAccount : rootAccount): Process {
    const known = this.#services.get(commandLine);
    if (known) return known;
    const file = program(fileName);
    const isRoot =
      fileName === 'services.exe' || fileName === 'wininit.exe' || fileName === 'ntoskrnl.exe' || !this.isWindows;
    const parent = isRoot ? undefined : this.service(fileName === 'lsass.exe' ? 'wininit.exe' : 'services.exe');
    const bootedAt = -(2 * day + (this.device.id.charCodeAt(3) % 24) * hour) + this.#services.size * second;
    const service = this.#describe(bootedAt, file, parent, {
      id: fileName === 'ntoskrnl.exe' ? 4 : 400 + this.#services.size * 44,
      commandLine: fileName === 'ntoskrnl.exe' ? '' : commandLine,
      account,
      integrity: 'System',
      elevation: 'TokenElevationTypeDefault',
      logonId: account === systemAccount ? 999 : 996,
      sessionId: 0,
      remote: undefined,
    });
    this.#services.set(commandLine, service);
    return service;
  }

  /** Starts a process and records its creation. */
  start(at: Moment, launch: Launch): Process {
    const { parent } = launch;
    const file = typeof launch.program === 'string' ? program(launch.program) : launch.program;
    const account = launch.account ?? parent.account;
    this.#processId = firstProcessId + ((this.#processId - firstProcessId + 4 * this.random.between(1, 60)) % 28_000);
    const child = this.#describe(at, file, parent, {
      id: this.#processId,
      commandLine: launch.commandLine ?? `"${pathOf(file, account, this.device.role === 'mac')}"`,
      account,
      integrity: launch.integrity ?? parent.integrity,
      elevation: launch.elevation ?? parent.elevation,
      logonId: launch.logonId ?? parent.logonId,
      sessionId: launch.sessionId ?? parent.sessionId,
      remote: launch.remote ?? parent.remote,
    });
    this.#recordStart(at, child, parent);
    return child;
  }

  #describe(
    at: Moment,
    file: Program,
    parent: Process | undefined,
    facts: Pick<
      Process,
      'id' | 'commandLine' | 'account' | 'integrity' | 'elevation' | 'logonId' | 'sessionId' | 'remote'
    >,
  ): Process {
    this.#processCount++;
    return {
      id: facts.id,
      commandLine: facts.commandLine,
      account: facts.account,
      integrity: facts.integrity,
      elevation: facts.elevation,
      logonId: facts.logonId,
      sessionId: facts.sessionId,
      remote: facts.remote,
      program: file,
      path: pathOf(file, facts.account, this.device.role === 'mac'),
      createdAt: at,
      created: this.#timeline.ticks(at),
      uniqueId: `2026${String(this.#processCount).padStart(13, '0')}`,
      parent: parent && { id: parent.id, fileName: parent.program.fileName, created: parent.created },
    };
  }

  #recordStart(at: Moment, child: Process, parent: Process): void {
    const row = this.#row(processRows, at, parent);
    if (!row) return;
    const { program: file, account } = child;
    writeRights(row, parent);
    row.ActionType = 'ProcessCreated';
    row.FileName = file.fileName;
    row.FolderPath = child.path;
    row.SHA1 = file.sha1;
    row.SHA256 = file.sha256;
    row.MD5 = file.md5;
    row.FileSize = file.size;
    row.ProcessVersionInfoCompanyName = file.company;
    row.ProcessVersionInfoProductName = file.product;
    row.ProcessVersionInfoProductVersion = file.version;
    row.ProcessVersionInfoInternalFileName = file.internalName;
    row.ProcessVersionInfoOriginalFileName = file.originalName;
    row.ProcessVersionInfoFileDescription = file.description;
    row.ProcessId = child.id;
    row.ProcessCommandLine = child.commandLine;
    row.ProcessIntegrityLevel = child.integrity;
    row.ProcessTokenElevation = child.elevation;
    row.ProcessCreationTime = child.created;
    row.AccountDomain = account.domain;
    row.AccountName = account.name;
    row.AccountSid = account.sid;
    row.AccountUpn = account.upn;
    row.AccountObjectId = account.objectId;
    row.LogonId = child.logonId;
    row.InitiatingProcessLogonId = parent.logonId;
    row.InitiatingProcessSignerType = parent.program.signer ? 'OsVendor' : 'Unknown';
    row.InitiatingProcessSignatureStatus = parent.program.signer ? 'Valid' : 'Unsigned';
    row.CreatedProcessSessionId = child.sessionId;
    row.IsProcessRemoteSession = child.remote !== undefined;
    row.ProcessRemoteSessionDeviceName = child.remote?.device ?? '';
    row.ProcessRemoteSessionIP = child.remote?.ip ?? '';
    row.ProcessUniqueId = child.uniqueId;
  }

  /** Records a connection that a process made or accepted. */
  connect(at: Moment, process: Process, connection: Connection): void {
    const localPort = connection.localPort ?? this.random.between(49_700, 65_400);
    const row = this.#row(networkRows, at, process);
    if (!row) return;
    const localIp = connection.localIp ?? this.device.ip;
    const { to } = connection;
    writeRights(row, process);
    row.ActionType = connection.action ?? 'ConnectionSuccess';
    row.RemoteIP = to.ip;
    row.RemotePort = to.ip ? to.port : null;
    row.RemoteUrl = to.url;
    row.LocalIP = localIp;
    row.LocalPort = localPort;
    row.Protocol = connection.protocol ?? 'Tcp';
    row.LocalIPType = ipType(localIp);
    row.RemoteIPType = to.ip ? ipType(to.ip) : '';
    row.AdditionalFields = connection.additional ? JSON.stringify(connection.additional) : '';
  }

  /** Records a change of a file; returns its hashes. */
  file(at: Moment, process: Process, change: FileChange): Hashes {
    const separator = change.folder.startsWith('/') ? '/' : '\\';
    const hashes =
      typeof change.content === 'object'
        ? change.content
        : hashesOf(change.content ?? `${change.folder} ${change.name} ${at}`);
    const size = change.size ?? this.random.between(2_000, 900_000);
    const row = this.#row(fileRows, at, process);
    if (!row) return hashes;
    const { request } = change;
    const requester = request?.account ?? process.account;
    writeRights(row, process);
    row.ActionType = change.action ?? 'FileCreated';
    row.FileName = change.name;
    row.FolderPath = `${change.folder}${separator}${change.name}`;
    row.SHA1 = hashes.sha1;
    row.SHA256 = hashes.sha256;
    row.MD5 = hashes.md5;
    row.FileSize = size;
    row.FileOriginUrl = change.originUrl ?? '';
    row.FileOriginReferrerUrl = change.referrerUrl ?? '';
    row.FileOriginIP = change.originIp ?? '';
    row.PreviousFileName = change.previousName ?? '';
    row.PreviousFolderPath = change.previousName ? (change.previousFolder ?? change.folder) : '';
    row.RequestProtocol = request ? 'Smb' : 'Local';
    row.RequestSourceIP = request?.ip ?? '';
    row.RequestSourcePort = request ? 49_152 + (this.#reportId % 16_000) : null;
    row.RequestAccountName = requester.name;
    row.RequestAccountDomain = requester.domain;
    row.RequestAccountSid = requester.sid;
    row.ShareName = request?.share ?? '';
    row.SensitivityLabel = change.label ?? '';
    row.IsAzureInfoProtectionApplied = change.label !== undefined;
    row.AdditionalFields = `{"FileType":"${fileType(change.name)}"}`;
    return hashes;
  }

  /** Records a change in the registry. */
  registry(at: Moment, process: Process, change: RegistryChange): void {
    const row = this.#row(registryRows, at, process);
    if (!row) return;
    writeRights(row, process);
    row.ActionType = change.action ?? 'RegistryValueSet';
    row.RegistryKey = change.key;
    row.RegistryValueType = change.name === undefined ? 'None' : (change.type ?? 'String');
    row.RegistryValueName = change.name ?? '';
    row.RegistryValueData = change.data ?? '';
    row.PreviousRegistryKey = change.previous === undefined ? '' : change.key;
    row.PreviousRegistryValueName = change.previous === undefined ? '' : (change.name ?? '');
    row.PreviousRegistryValueData = change.previous ?? '';
  }

  /** Records that a process loaded a library, of the catalogue or not. */
  load(at: Moment, process: Process, library: string | Program): void {
    const row = this.#row(imageLoadRows, at, process);
    if (!row) return;
    const file = typeof library === 'string' ? program(library) : library;
    writeRights(row, process);
    row.ActionType = 'ImageLoaded';
    Object.assign(row, Machine.fileColumns(file, process.account));
  }

  /** Records a logon, or a failed one; returns the logon id. */
  logon(at: Moment, logon: Logon): number {
    const by = logon.by ?? this.service(this.isWindows ? 'lsass.exe' : 'sshd');
    const logonId = logon.logonId ?? this.random.between(100_000, 2_000_000_000);
    const row = this.#row(logonRows, at, by);
    if (!row) return logonId;
    const { account, from } = logon;
    writeRights(row, by);
    row.ActionType = logon.failure ? 'LogonFailed' : 'LogonSuccess';
    row.LogonType = logon.type;
    row.AccountDomain = account.domain;
    row.AccountName = account.name;
    row.AccountSid = account.sid;
    row.Protocol = logon.protocol;
    row.FailureReason = logon.failure ?? '';
    row.IsLocalAdmin = logon.localAdmin ?? account.kind === 'administrator';
    row.LogonId = logon.failure ? 0 : logonId;
    row.RemoteDeviceName = from?.device ?? '';
    row.RemoteIP = from?.ip ?? '';
    row.RemoteIPType = from ? ipType(from.ip) : '';
    row.RemotePort = from ? (from.port ?? 49_152 + (this.#reportId % 16_000)) : null;
    row.AdditionalFields = `{"IsLocalLogon":${from === undefined}}`;
    return logonId;
  }

  /** Records an event of DeviceEvents. `additional` becomes the JSON text of AdditionalFields. */
  event(at: Moment, action: string, process: Process, columns: Columns = {}, additional?: Columns): void {
    const row = this.#row(deviceEventRows, at, process);
    if (!row) return;
    row.InitiatingProcessLogonId = process.logonId;
    row.ActionType = action;
    Object.assign(row, columns);
    row.AdditionalFields = additional ? JSON.stringify(additional) : '';
  }

  /** A recorded row, stamped and with its cause, to be filled in; nothing when the table is not wanted. */
  #row(rows: RowMaker, at: Moment, cause: Process): Row | undefined {
    this.#reportId++;
    if (!this.#recorder.wants(rows.table)) return;
    const row = rows.create();
    row.Timestamp = this.#timeline.ticks(at);
    row.DeviceId = this.device.id;
    row.DeviceName = this.device.name;
    row.ReportId = this.#reportId;
    writeCause(row, cause);
    this.#recorder.record(at, rows.table, row);
    return row;
  }

  /** Columns of DeviceEvents that name a file, such as the target of a detection. */
  static fileColumns(file: Program, account: Account): Columns {
    return {
      FileName: file.fileName,
      FolderPath: pathOf(file, account, false),
      SHA1: file.sha1,
      SHA256: file.sha256,
      MD5: file.md5,
      FileSize: file.size,
    };
  }

  /** Columns of DeviceEvents that name a process as the target of another. */
  static targetColumns(target: Process): Columns {
    return {
      ...Machine.fileColumns(target.program, target.account),
      ProcessId: target.id,
      ProcessCommandLine: target.commandLine,
      ProcessCreationTime: target.created,
      ProcessTokenElevation: target.elevation,
      AccountDomain: target.account.domain,
      AccountName: target.account.name,
      AccountSid: target.account.sid,
    };
  }
}

const fileTypes: Readonly<Record<string, string>> = {
  exe: 'PortableExecutable',
  dll: 'PortableExecutable',
  docx: 'OfficeOpenXml',
  docm: 'OfficeOpenXml',
  xlsx: 'OfficeOpenXml',
  pptx: 'OfficeOpenXml',
  pdf: 'Pdf',
  zip: 'Zip',
  ps1: 'PowerShell',
  lnk: 'Shortcut',
};

function fileType(name: string): string {
  return fileTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'Unknown';
}
