// What a channel's table says about its events, and how a line of it becomes a row.

import { createHash } from 'node:crypto';
import type { Table } from '@gamekeeper/kql';
import { tables } from '../../tables/index.js';
import type { MappedRow } from '../source.js';
import { additionalFields } from './additional-fields.js';
import { type JsonRecord, textOf, type WindowsEvent } from './event.js';
import { type KnownProcess, type ProcessMemory, processColumns } from './processes.js';
import { type Columns, fieldText, fileName, lowerPath, path, processGuid, processId, type Reading } from './reading.js';

/** Where an event names a process: the fields of its GUID, its id and its image. */
export interface ProcessFields {
  readonly guid?: readonly string[];
  readonly id?: readonly string[];
  readonly image?: readonly string[];
  /** The id of a process that only the log service knows (PowerShell). */
  readonly idOf?: Reading;
}

/** Data inside a text: what is read joins the event's data, and the fields that held it are used up. */
export interface Expansion {
  readonly fields: readonly string[];
  read(event: WindowsEvent): JsonRecord;
}

/** Whether a line of the table applies to an event. */
export interface Condition {
  readonly fields: readonly string[];
  /** For people: `EventType CreateKey`. */
  readonly expected: string;
  holds(event: WindowsEvent): boolean;
}

/** One line of a channel's table: what an event becomes. */
export interface EventMapping {
  /** Hunting table. */
  readonly table: string;
  /** ActionType. */
  readonly action: string;
  /** True for an ActionType of our own, for events that Defender itself does not report. These go to DeviceEvents only. */
  readonly ours?: true;
  /** Applies only if this holds; the first line that applies is taken. */
  readonly when?: Condition;
  /** Column ← field. */
  readonly columns: Columns;
  /** Names in AdditionalFields ← field, where hunting queries expect other names than the event's. */
  readonly additional?: Columns;
  /** Who did it: fills InitiatingProcess* from the event and from what is known of that process. */
  readonly initiator?: ProcessFields;
  /** The process it was done to: fills FileName, ProcessId, ProcessCommandLine … likewise. */
  readonly target?: ProcessFields;
  /** Set on process creations, which are remembered, and on ends. */
  readonly process?: 'created' | 'ended';
  /** Data that the event carries inside a text. */
  readonly expand?: Expansion;
}

/** A channel: which logs and providers it covers, and its table. */
export interface Channel {
  /** Short name, as in reasons: `Sysmon`. */
  readonly title: string;
  /** Log names, lower case. */
  readonly logs: readonly string[];
  /** Providers, lower case; events of others are not this table's, even from the same log. */
  readonly providers: readonly string[];
  readonly events: Readonly<Record<number, EventMapping | readonly EventMapping[]>>;
}

/** Applies when a field has this text. */
export function is(field: string, value: string): Condition {
  return { fields: [field], expected: `${field} ${value}`, holds: (event) => fieldText(event, [field]) === value };
}

/** Applies when the audited attempt succeeded. */
export const succeeded: Condition = { fields: [], expected: 'success', holds: (event) => !event.failed };

/** Applies when all conditions do. */
export function all(...conditions: readonly Condition[]): Condition {
  return {
    fields: conditions.flatMap((condition) => condition.fields),
    expected: conditions.map((condition) => condition.expected).join(' and '),
    holds: (event) => conditions.every((condition) => condition.holds(event)),
  };
}

/** What the mapping of one input remembers. */
export interface InputMemory {
  readonly processes: ProcessMemory;
  /** The id of a host's device. */
  deviceId(host: string): string;
}

/** A mapping ready to run. */
export type RowBuilder = (event: WindowsEvent, memory: InputMemory) => MappedRow;

/**
 * Prepares a line of a channel's table.
 * @throws Error if it names a table that is not in the catalog.
 */
export function compileMapping(mapping: EventMapping, channel: Channel): RowBuilder {
  const table = tables.get(mapping.table);
  if (table === undefined) throw new Error(`${channel.title}: expected a hunting table, found '${mapping.table}'`);
  const has = columnTest(table);
  const additionalType = table.columns.find((column) => column.name === 'AdditionalFields')?.type;
  const { initiator, target, expand } = mapping;
  const columns = Object.entries({
    ...(initiator && only(initiatorReadings(initiator), has)),
    ...(target && only(targetReadings(target), has)),
    ...mapping.columns,
  });
  const additional = Object.entries(mapping.additional ?? {});
  const findInitiator = processFinder(initiator);
  const findTarget = processFinder(target);
  const initiatorColumns = processColumns('initiator', has);
  const targetColumns = processColumns('target', has);
  const ofDevice = has('DeviceId');
  const used = new Set([...columns, ...additional].flatMap(([, reading]) => reading.fields));
  for (const field of [...timeFields, ...(mapping.when?.fields ?? []), ...(expand?.fields ?? [])]) used.add(field);

  return (logged, { processes, deviceId }) => {
    const event = expand === undefined ? logged : expanded(logged, expand);
    const values: Record<string, unknown> = { Timestamp: event.time, ActionType: mapping.action };
    if (ofDevice) {
      values.DeviceId = deviceId(event.host);
      values.DeviceName = event.host;
    }
    const recordId = textOf(event.recordId);
    if (/^\d{1,15}$/.test(recordId)) values.ReportId = ofDevice ? Number(recordId) : recordId;
    const unread = new Set<string>();
    for (const [column, reading] of columns) {
      const value = reading.read(event);
      if (value === undefined) noteUnread(event, reading, unread);
      else if (value !== '') values[column] = value;
    }
    fill(values, initiatorColumns, findInitiator(event, processes));
    fill(values, targetColumns, findTarget(event, processes));
    if (additionalType !== undefined) {
      const fields = additionalFields(event, additional, used, unread);
      values.AdditionalFields = additionalType === 'dynamic' ? fields : JSON.stringify(fields);
    }
    if (mapping.process === 'created') processes.remember(event.host, channel.title, values);
    else if (mapping.process === 'ended') processes.end(event.host, textOf(values.ProcessId));
    return { table: mapping.table, values };
  };
}

/** A stable id for a host, 40 hexadecimal digits as Defender's: the SHA-1 of its lower-case name. */
export function deviceIdOf(host: string): string {
  return createHash('sha1').update(host).digest('hex');
}

/** Sysmon's UtcTime is the Timestamp already. */
const timeFields = ['UtcTime'];

/** A field whose content its reading could not take (no number, no known word) is kept as it is. */
function noteUnread(event: WindowsEvent, reading: Reading, unread: Set<string>): void {
  for (const field of reading.fields) if (event.data[field] !== undefined) unread.add(field);
}

function expanded(event: WindowsEvent, expand: Expansion): WindowsEvent {
  return { ...event, data: { ...expand.read(event), ...event.data } };
}

function columnTest(table: Table): (column: string) => boolean {
  const names = new Set(table.columns.map((column) => column.name));
  return (column) => names.has(column);
}

function only(columns: Columns, has: (column: string) => boolean): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([column]) => has(column)));
}

function initiatorReadings({ guid = [], id = [], image = [], idOf }: ProcessFields): Columns {
  return {
    InitiatingProcessId: idOf ?? processId(...id),
    InitiatingProcessFileName: fileName(...image),
    InitiatingProcessFolderPath: lowerPath(...image),
    InitiatingProcessUniqueId: processGuid(...guid),
  };
}

function targetReadings({ guid = [], id = [], image = [] }: ProcessFields): Columns {
  return {
    ProcessId: processId(...id),
    FileName: fileName(...image),
    FolderPath: path(...image),
    ProcessUniqueId: processGuid(...guid),
  };
}

type ProcessFinder = (event: WindowsEvent, processes: ProcessMemory) => KnownProcess | undefined;

function processFinder(fields: ProcessFields | undefined): ProcessFinder {
  if (fields === undefined) return () => undefined;
  const id = fields.idOf ?? processId(...(fields.id ?? []));
  const guid = processGuid(...(fields.guid ?? []));
  const image = path(...(fields.image ?? []));
  return (event, processes) =>
    processes.find(event.host, textOf(guid.read(event)), textOf(id.read(event)), textOf(image.read(event)));
}

function fill(
  values: Record<string, unknown>,
  columns: readonly (readonly [to: string, from: string])[],
  process: KnownProcess | undefined,
): void {
  if (process === undefined) return;
  for (const [to, from] of columns) {
    const value = process.columns[from];
    if (value !== undefined && values[to] === undefined) values[to] = value;
  }
}
