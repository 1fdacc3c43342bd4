// Writes one event in the styles of the shippers, so that tests can show that each gives the same row.

/** An event as the log holds it. */
export interface LoggedEvent {
  readonly channel: string;
  readonly provider: string;
  readonly id: number;
  /** UTC with a Z. */
  readonly time: string;
  readonly host: string;
  readonly record: number;
  readonly data: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly failed?: boolean;
  readonly processId?: number;
  readonly user?: { readonly name: string; readonly domain: string; readonly sid: string };
}

type Style = (event: LoggedEvent) => Record<string, unknown>;

/** The styles by name. */
export const styles: Readonly<Record<string, Style>> = {
  'winlogbeat 8': (event) => ({
    '@timestamp': event.time,
    '@metadata': { beat: 'winlogbeat', version: '8.11.0' },
    agent: { type: 'winlogbeat' },
    event: { code: String(event.id), kind: 'event', outcome: event.failed ? 'failure' : 'success' },
    host: { name: event.host },
    message: event.message ?? 'Rendered.',
    winlog: {
      channel: event.channel,
      provider_name: event.provider,
      event_id: String(event.id),
      computer_name: event.host,
      record_id: event.record,
      keywords: [event.failed ? 'Audit Failure' : 'Audit Success'],
      process: { pid: event.processId ?? 4, thread: { id: 8 } },
      ...(event.user && { user: { name: event.user.name, domain: event.user.domain, identifier: event.user.sid } }),
      event_data: event.data,
    },
  }),

  'winlogbeat 8 with dotted keys': (event) => ({
    '@timestamp': event.time,
    'event.code': String(event.id),
    'host.name': event.host,
    message: event.message ?? 'Rendered.',
    'winlog.channel': event.channel,
    'winlog.provider_name': event.provider,
    'winlog.event_id': event.id,
    'winlog.computer_name': event.host,
    'winlog.record_id': event.record,
    'winlog.keywords': [event.failed ? 'Audit Failure' : 'Audit Success'],
    'winlog.process.pid': event.processId ?? 4,
    ...(event.user && {
      'winlog.user.name': event.user.name,
      'winlog.user.domain': event.user.domain,
      'winlog.user.identifier': event.user.sid,
    }),
    ...Object.fromEntries(Object.entries(event.data).map(([key, value]) => [`winlog.event_data.${key}`, value])),
  }),

  'winlogbeat 6': (event) => ({
    '@timestamp': event.time,
    beat: { hostname: 'collector' },
    computer_name: event.host,
    event_data: event.data,
    event_id: event.id,
    keywords: [event.failed ? 'Audit Failure' : 'Audit Success'],
    level: 'Information',
    log_name: event.channel,
    message: event.message ?? 'Rendered.',
    process_id: event.processId ?? 4,
    record_number: String(event.record),
    source_name: event.provider,
    ...(event.user && { user: { name: event.user.name, domain: event.user.domain, identifier: event.user.sid } }),
  }),

  nxlog: (event) => ({
    '@timestamp': event.time,
    '@version': '1',
    EventTime: event.time.replace('T', ' ').replace(/\..*$/, ''),
    EventReceivedTime: '2031-01-01 00:00:00',
    EventType: event.failed ? 'AUDIT_FAILURE' : 'INFO',
    Severity: 'INFO',
    SeverityValue: 2,
    SourceModuleName: 'eventlog',
    SourceModuleType: 'im_msvistalog',
    host: 'collector.example',
    port: 61041,
    tags: ['recorded'],
    Channel: event.channel,
    SourceName: event.provider,
    EventID: event.id,
    Hostname: event.host,
    RecordNumber: event.record,
    Version: 2,
    Task: 1,
    Keywords: -(2 ** 63),
    ExecutionProcessID: event.processId ?? 4,
    ThreadID: 8,
    Message: event.message ?? 'Rendered.',
    ...(event.user && {
      AccountName: event.user.name,
      AccountType: 'User',
      Domain: event.user.domain,
      UserID: event.user.sid,
    }),
    ...event.data,
  }),

  flat: (event) => ({
    '@timestamp': event.time,
    TimeCreated: event.time,
    Channel: event.channel,
    SourceName: event.provider,
    ProviderGuid: '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}',
    EventID: event.id,
    Hostname: event.host,
    RecordNumber: event.record,
    Keywords: event.failed ? '0x8010000000000000' : '0x8020000000000000',
    Level: '4',
    Task: '1',
    Message: event.message ?? 'Rendered.',
    ...event.data,
  }),
};

/** The event in each style, by the style's name. */
export function inStyles(event: LoggedEvent): readonly (readonly [style: string, record: Record<string, unknown>])[] {
  return Object.entries(styles).map(([name, write]) => [name, write(event)]);
}
