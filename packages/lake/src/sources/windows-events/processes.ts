// The processes whose creation an input has shown, so that later events can name more than a process id.

/** Enough for a busy day of a fleet's recording; the least recently seen are forgotten first. */
const defaultCapacity = 20_000;

/** What is known of a process: values by the columns of the DeviceProcessEvents row that created it. */
export interface KnownProcess {
  columns: Record<string, unknown>;
  /** Its image without the volume, lower case. */
  readonly image: string;
  guid: string;
  /** The channels that reported the creation: the same process is reported once by each. */
  readonly reportedBy: Set<string>;
  ended: boolean;
}

const aboutInitiator: readonly (readonly [to: string, from: string])[] = [
  ['InitiatingProcessId', 'ProcessId'],
  ['InitiatingProcessFileName', 'FileName'],
  ['InitiatingProcessFolderPath', 'LowerFolderPath'],
  ['InitiatingProcessSHA1', 'SHA1'],
  ['InitiatingProcessSHA256', 'SHA256'],
  ['InitiatingProcessMD5', 'MD5'],
  ['InitiatingProcessCommandLine', 'ProcessCommandLine'],
  ['InitiatingProcessCreationTime', 'ProcessCreationTime'],
  ['InitiatingProcessAccountDomain', 'AccountDomain'],
  ['InitiatingProcessAccountName', 'AccountName'],
  ['InitiatingProcessAccountSid', 'AccountSid'],
  ['InitiatingProcessLogonId', 'LogonId'],
  ['InitiatingProcessIntegrityLevel', 'ProcessIntegrityLevel'],
  ['InitiatingProcessTokenElevation', 'ProcessTokenElevation'],
  ['InitiatingProcessVersionInfoCompanyName', 'ProcessVersionInfoCompanyName'],
  ['InitiatingProcessVersionInfoProductName', 'ProcessVersionInfoProductName'],
  ['InitiatingProcessVersionInfoProductVersion', 'ProcessVersionInfoProductVersion'],
  ['InitiatingProcessVersionInfoOriginalFileName', 'ProcessVersionInfoOriginalFileName'],
  ['InitiatingProcessVersionInfoFileDescription', 'ProcessVersionInfoFileDescription'],
  ['InitiatingProcessSessionId', 'CreatedProcessSessionId'],
  ['InitiatingProcessUniqueId', 'ProcessUniqueId'],
  ['InitiatingProcessParentId', 'InitiatingProcessId'],
  ['InitiatingProcessParentFileName', 'InitiatingProcessFileName'],
  ['InitiatingProcessParentCreationTime', 'InitiatingProcessCreationTime'],
];

const aboutTarget: readonly (readonly [to: string, from: string])[] = [
  'ProcessId',
  'FileName',
  'FolderPath',
  'SHA1',
  'SHA256',
  'MD5',
  'ProcessCommandLine',
  'ProcessCreationTime',
  'ProcessTokenElevation',
  'AccountDomain',
  'AccountName',
  'AccountSid',
  'LogonId',
].map((column) => [column, column] as const);

const remembered: ReadonlySet<string> = new Set([...aboutInitiator, ...aboutTarget].map(([, from]) => from));

/** Which columns of a table say something about its initiating or its target process, and from what. */
export function processColumns(
  role: 'initiator' | 'target',
  has: (column: string) => boolean,
): readonly (readonly [to: string, from: string])[] {
  return (role === 'initiator' ? aboutInitiator : aboutTarget).filter(([to]) => has(to));
}

/**
 * Remembers process creations of one input, by GUID and by host and process id.
 *
 * A process id is reused, and records of several logs may lie far apart in one input. So a process found by id must also
 * have the image that the event names; where the event names none, the process must not have ended.
 */
export class ProcessMemory {
  readonly #byGuid = new Map<string, KnownProcess>();
  readonly #byId = new Map<string, KnownProcess>();
  readonly #capacity: number;

  constructor(capacity: number = defaultCapacity) {
    this.#capacity = capacity;
  }

  /** Remembers a process from the row of its creation, reported by a channel. */
  remember(host: string, channel: string, row: Readonly<Record<string, unknown>>): void {
    const path = asText(row.FolderPath);
    const guid = asText(row.ProcessUniqueId);
    const id = asText(row.ProcessId);
    const idKey = keyOf(host, id);
    const columns: Record<string, unknown> = { LowerFolderPath: path.toLowerCase() };
    for (const column of remembered) if (row[column] !== undefined) columns[column] = row[column];

    const image = withoutVolume(path);
    const before = id === '' ? undefined : this.#byId.get(idKey);
    const same = before !== undefined && before.image === image && !before.reportedBy.has(channel);
    if (same) {
      // Its other report: the one with a GUID tells more, and by a better clock.
      before.columns = guid === '' ? { ...columns, ...before.columns } : { ...before.columns, ...columns };
      before.reportedBy.add(channel);
      if (guid !== '') {
        before.guid = guid;
        this.#keep(this.#byGuid, guid, before);
      }
      return;
    }
    const process: KnownProcess = { columns, image, guid, reportedBy: new Set([channel]), ended: false };
    if (id !== '') this.#keep(this.#byId, idKey, process);
    if (guid !== '') this.#keep(this.#byGuid, guid, process);
  }

  /** Notes that the process with this id on this host has ended. */
  end(host: string, id: string): void {
    const process = this.#byId.get(keyOf(host, id));
    if (process !== undefined) process.ended = true;
  }

  /** The process that an event names by GUID ('' if it has none), or else by id and image path. */
  find(host: string, guid: string, id: string, image: string): KnownProcess | undefined {
    if (guid !== '') {
      const process = this.#byGuid.get(guid);
      if (process !== undefined) return this.#keep(this.#byGuid, guid, process);
    }
    if (id === '') return undefined;
    const key = keyOf(host, id);
    const process = this.#byId.get(key);
    // One whose GUID is known would have been found by the GUID that the event gives.
    if (process === undefined || (guid !== '' && process.guid !== '')) return undefined;
    const fits = image === '' ? !process.ended : process.image === withoutVolume(image);
    return fits ? this.#keep(this.#byId, key, process) : undefined;
  }

  /** Puts an entry last in line to be forgotten. */
  #keep(map: Map<string, KnownProcess>, key: string, process: KnownProcess): KnownProcess {
    map.delete(key);
    map.set(key, process);
    if (map.size > this.#capacity) {
      const [oldest] = map.keys();
      if (oldest !== undefined) map.delete(oldest);
    }
    return process;
  }
}

function keyOf(host: string, id: string): string {
  return `${host}|${id}`;
}

function asText(value: unknown): string {
  return value === undefined ? '' : String(value);
}

/** `C:\Windows\a.exe` and `\Device\HarddiskVolume2\Windows\a.exe` are the same image. */
function withoutVolume(path: string): string {
  return path.toLowerCase().replace(/^(?:[a-z]:|\\device\\harddiskvolume\d+)(?=\\)/, '');
}
