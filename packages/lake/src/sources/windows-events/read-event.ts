// Reads a record of any shipper's style into the one small shape; refuses by name what is no Windows event.
//
// Styles: winlogbeat 7 and later (`winlog.event_data`, nested or with dotted keys), winlogbeat up to 6 (`event_data`,
// `log_name`), nxlog (flat, with its own fields between the event's), and flat recordings such as OTRF's.

import { isRecord, type JsonRecord, textOf, type WindowsEvent } from './event.js';
import { eventTime } from './event-time.js';

const noData: JsonRecord = {};
const nobody = { processId: undefined, name: '', domain: '', sid: '' };

/** Keys of nested event data that only describe its XML. */
const nestedEnvelope: ReadonlySet<string> = new Set(['xml_name']);

/** Keys of a flat record that describe the log entry or its transport, not the event. */
const flatEnvelope: ReadonlySet<string> = new Set([
  ...['@timestamp', '@version', 'Channel', 'Computer', 'ComputerName', 'EventID', 'EventTime', 'event_id', 'Hostname'],
  ...['host.name', 'Keywords', 'Level', 'Message', 'ProviderGuid', 'RecordNumber', 'SourceName', 'Task', 'TimeCreated'],
]);

/** What nxlog and the collector behind it add. */
const nxlogKeys = [
  ...['ActivityID', 'Category', 'ERROR_EVT_UNRESOLVED', 'EventReceivedTime', 'EventTypeOrignal', 'ExecutionProcessID'],
  ...['host', 'Opcode', 'OpcodeValue', 'port', 'RelatedActivityID', 'Severity', 'SeverityValue', 'SourceModuleName'],
  ...['SourceModuleType', 'tags', 'ThreadID', 'type', 'Version'],
];

/**
 * nxlog's names for who wrote the event are also names of event data. The account is the log's where its type and SID
 * stand beside it; ProcessID is the log's in older versions, which have no ExecutionProcessID.
 */
function nxlogEnvelope(ofLog: { readonly account: boolean; readonly processId: boolean }): ReadonlySet<string> {
  return new Set([
    ...flatEnvelope,
    ...nxlogKeys,
    ...(ofLog.account ? ['AccountName', 'AccountType', 'Domain', 'UserID'] : []),
    ...(ofLog.processId ? ['ProcessID'] : []),
  ]);
}

const nxlogEnvelopes = [false, true].map((account) =>
  [false, true].map((processId) => nxlogEnvelope({ account, processId })),
);

/** nxlog's own meaning of `EventType`, which shadows the event's. */
const nxlogEventTypes: ReadonlySet<string> = new Set([
  ...['AUDIT_FAILURE', 'AUDIT_SUCCESS', 'CRITICAL', 'DEBUG', 'ERROR', 'INFO', 'VERBOSE', 'WARNING'],
]);

/**
 * The event in a record, or why there is none.
 * @example readEvent({ Channel: 'Security', EventID: 4688, Hostname: 'PC', '@timestamp': '2020-10-18T10:56:14Z' })
 */
export function readEvent(record: JsonRecord): WindowsEvent | string {
  const source = isRecord(record._source) ? record._source : record;
  if (isRecord(source.winlog)) return readWinlogbeat(source, source.winlog);
  if (source['winlog.event_id'] !== undefined) return readDotted(source);
  if (source.log_name !== undefined && source.event_id !== undefined) return readOldWinlogbeat(source);
  return readFlat(source);
}

function readWinlogbeat(record: JsonRecord, winlog: JsonRecord): WindowsEvent | string {
  const ecs = isRecord(record.event) ? record.event : noData;
  const host = isRecord(record.host) ? record.host : noData;
  const data = nestedData(winlog.event_data, winlog.user_data);
  return complete({
    channel: textOf(winlog.channel),
    provider: textOf(winlog.provider_name) || textOf(ecs.provider),
    id: winlog.event_id ?? ecs.code,
    host: textOf(winlog.computer_name) || textOf(host.name) || textOf(host.hostname) || textOf(record['host.name']),
    time: eventTime(data, [winlog.time_created], record['@timestamp']),
    recordId: winlog.record_id,
    loggedBy: account(winlog.user, isRecord(winlog.process) ? winlog.process.pid : undefined),
    failed: isFailure(winlog.keywords) || ecs.outcome === 'failure',
    message: textOf(record.message),
    data,
    envelope: nestedEnvelope,
  });
}

function readOldWinlogbeat(record: JsonRecord): WindowsEvent | string {
  const data = nestedData(record.event_data, record.user_data);
  return complete({
    channel: textOf(record.log_name),
    provider: textOf(record.source_name),
    id: record.event_id,
    host: textOf(record.computer_name) || (isRecord(record.host) ? textOf(record.host.name) : ''),
    time: eventTime(data, [], record['@timestamp']),
    recordId: record.record_number,
    loggedBy: account(record.user, record.process_id),
    failed: isFailure(record.keywords),
    message: textOf(record.message),
    data,
    envelope: nestedEnvelope,
  });
}

/** Dotted keys carry the nested style flat: `winlog.event_data.Image`. */
function readDotted(record: JsonRecord): WindowsEvent | string {
  const under = (prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.keys(record)
        .filter((key) => key.startsWith(prefix))
        .map((key) => [key.slice(prefix.length), record[key]]),
    );
  const winlog = {
    ...under('winlog.'),
    event_data: under('winlog.event_data.'),
    user_data: under('winlog.user_data.'),
    user: under('winlog.user.'),
    process: { pid: record['winlog.process.pid'] },
  };
  return readWinlogbeat({ ...record, event: under('event.') }, winlog);
}

function readFlat(record: JsonRecord): WindowsEvent | string {
  const nxlog = record.SourceModuleType !== undefined || record.EventReceivedTime !== undefined;
  const shadowed = nxlog && nxlogEventTypes.has(textOf(record.EventType));
  const withAccount = nxlog && record.AccountType !== undefined && record.UserID !== undefined;
  const withProcessId = record.ExecutionProcessID === undefined;
  const envelope = (nxlog && nxlogEnvelopes[Number(withAccount)]?.[Number(withProcessId)]) || flatEnvelope;
  return complete({
    channel: textOf(record.Channel),
    provider: textOf(record.SourceName) || textOf(record.ProviderName) || textOf(record.Provider),
    id: record.EventID ?? record.event_id ?? record.EventId,
    host:
      textOf(record.Hostname) ||
      textOf(record.Computer) ||
      textOf(record.ComputerName) ||
      textOf(record['host.name']) ||
      (isRecord(record.host) ? textOf(record.host.name) : ''),
    time: eventTime(record, [record.TimeCreated, record.EventTime], record['@timestamp']),
    recordId: record.RecordNumber ?? record.EventRecordID,
    loggedBy: withAccount
      ? {
          processId: record.ExecutionProcessID ?? record.ProcessID,
          name: textOf(record.AccountName),
          domain: textOf(record.Domain),
          sid: textOf(record.UserID),
        }
      : { ...nobody, processId: nxlog ? (record.ExecutionProcessID ?? record.ProcessID) : undefined },
    failed: record.EventType === 'AUDIT_FAILURE' || isFailure(record.Keywords),
    message: textOf(record.Message),
    data: shadowed ? withoutEventType(record) : record,
    envelope,
  });
}

interface Draft extends Omit<WindowsEvent, 'eventId' | 'time'> {
  readonly id: unknown;
  readonly time: string | undefined;
}

function complete(draft: Draft): WindowsEvent | string {
  const { channel, provider, host, time } = draft;
  const id = textOf(draft.id);
  if (!/^\d{1,5}$/.test(id)) return `expected a Windows event with a numeric event id, found ${shown(draft.id)}`;
  const eventId = Number(id);
  if (channel === '' && provider === '') return `event ${eventId}: expected a channel or a provider, found neither`;
  const name = `${channel || provider} event ${eventId}`;
  if (host === '') return `${name}: expected a host name, found none`;
  if (time === undefined) return `${name}: expected an ISO 8601 time, found none`;
  return {
    channel,
    provider,
    eventId,
    time,
    host: host.toLowerCase(),
    recordId: draft.recordId,
    loggedBy: draft.loggedBy,
    failed: draft.failed,
    message: draft.message,
    data: draft.data,
    envelope: draft.envelope,
  };
}

function nestedData(eventData: unknown, userData: unknown): JsonRecord {
  if (!isRecord(userData)) return isRecord(eventData) ? eventData : noData;
  return isRecord(eventData) ? { ...userData, ...eventData } : userData;
}

function account(user: unknown, processId: unknown): WindowsEvent['loggedBy'] {
  if (!isRecord(user)) return { ...nobody, processId };
  return { processId, name: textOf(user.name), domain: textOf(user.domain), sid: textOf(user.identifier) };
}

/** The audit failure keyword: as words, or as bit 52 of the hexadecimal mask. */
function isFailure(keywords: unknown): boolean {
  if (typeof keywords === 'string')
    return keywords === 'Audit Failure' || (keywords.length === 18 && keywords.startsWith('0x') && keywords[4] === '1');
  return Array.isArray(keywords) && keywords.includes('Audit Failure');
}

function withoutEventType(record: JsonRecord): JsonRecord {
  const { EventType: _shadow, ...data } = record;
  return data;
}

function shown(value: unknown): string {
  if (value === undefined) return 'none';
  const text = textOf(value);
  return text === '' ? `a ${Array.isArray(value) ? 'list' : typeof value}` : `'${text.slice(0, 40)}'`;
}
