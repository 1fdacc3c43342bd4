// Windows events of Sysmon, Security, System and PowerShell logs, in the styles of the usual shippers, as hunting rows.

import type { MappedRow, RecordMapper, Rejection, Source } from '../source.js';
import type { JsonRecord, WindowsEvent } from './event.js';
import { type Channel, compileMapping, deviceIdOf, type EventMapping, type InputMemory } from './mapping.js';
import { powershell } from './powershell.js';
import { ProcessMemory } from './processes.js';
import { readEvent } from './read-event.js';
import { security } from './security.js';
import { sysmon } from './sysmon.js';
import { system } from './system.js';

/** The channels with a mapping table, one file each. Add one: write its table and name it here. */
export const channels: readonly Channel[] = [sysmon, security, system, powershell];

interface CompiledChannel {
  readonly channel: Channel;
  readonly events: ReadonlyMap<number, readonly CompiledMapping[]>;
}

interface CompiledMapping {
  readonly mapping: EventMapping;
  readonly build: ReturnType<typeof compileMapping>;
}

interface CompiledChannels {
  readonly all: readonly CompiledChannel[];
  readonly byLog: ReadonlyMap<string, CompiledChannel>;
}

/**
 * Reads Windows events. A record becomes the row that Defender itself would report, by the tables of `channels`; times
 * are chosen as `event-time.ts` says. What no table covers is rejected with its channel and event id.
 */
export const windowsEvents: Source = {
  name: 'windows-events',
  title: 'Windows events (Sysmon, Security, System, PowerShell) as winlogbeat, nxlog and flat recordings write them',

  detect(sample) {
    const events = sample.filter((record) => typeof readEvent(record) !== 'string').length;
    return events > 0 && events * 2 > sample.length;
  },

  open(): RecordMapper {
    const compiled = compiledChannels();
    const memory: InputMemory = { processes: new ProcessMemory(), deviceId: deviceIds() };
    return {
      map(record) {
        try {
          return mapRecord(record, compiled, memory);
        } catch (error) {
          // Event data is anyone's: a record that defeats a conversion must not stop the input.
          const found = error instanceof Error ? error.message : String(error);
          return { rejected: `expected a record that maps to a row, found one that does not: ${found.slice(0, 200)}` };
        }
      },
    };
  },
};

function mapRecord(record: JsonRecord, compiled: CompiledChannels, memory: InputMemory): MappedRow | Rejection {
  const event = readEvent(record);
  if (typeof event === 'string') return { rejected: event };
  const channel = channelOf(event, compiled);
  const mappings = channel?.events.get(event.eventId);
  if (channel === undefined || mappings === undefined) return { rejected: `no mapping for ${nameOf(event, channel)}` };
  const found = mappings.find(({ mapping }) => mapping.when === undefined || mapping.when.holds(event));
  if (found !== undefined) return found.build(event, memory);
  const expected = mappings.map(({ mapping }) => mapping.when?.expected).join(' or ');
  return { rejected: `no mapping for this ${nameOf(event, channel)}: expected ${expected}` };
}

function nameOf({ channel: log, provider, eventId }: WindowsEvent, channel: CompiledChannel | undefined): string {
  if (channel !== undefined) return `${channel.channel.title} event ${eventId}`;
  if (log === '') return `${provider} event ${eventId}`;
  return `${log} event ${eventId}${provider === '' ? '' : ` of ${provider}`}`;
}

/** Forwarded events keep their provider; in their own log, events of other providers are not the table's. */
function channelOf(event: WindowsEvent, { byLog, all }: CompiledChannels): CompiledChannel | undefined {
  const provider = event.provider.toLowerCase();
  const log = event.channel.toLowerCase();
  const own = byLog.get(log);
  if (own !== undefined) return provider === '' || own.channel.providers.includes(provider) ? own : undefined;
  if (log !== '' && log !== 'forwardedevents') return undefined;
  const writes = all.filter(({ channel }) => channel.providers.includes(provider));
  return writes.find(({ events }) => events.has(event.eventId)) ?? writes[0];
}

let compiledOnce: CompiledChannels | undefined;

/** The tables do not change: they are compiled on first use. */
function compiledChannels(): CompiledChannels {
  compiledOnce ??= compileChannels();
  return compiledOnce;
}

function compileChannels(): CompiledChannels {
  const all = channels.map((channel) => ({
    channel,
    events: new Map(
      Object.entries(channel.events).map(([id, mappings]) => [
        Number(id),
        [mappings].flat().map((mapping: EventMapping) => ({ mapping, build: compileMapping(mapping, channel) })),
      ]),
    ),
  }));
  return { all, byLog: new Map(all.flatMap((compiled) => compiled.channel.logs.map((log) => [log, compiled]))) };
}

/** An input has few hosts; a hostile one may have many, so only some ids are kept at a time. */
function deviceIds(): (host: string) => string {
  const ids = new Map<string, string>();
  return (host) => {
    const known = ids.get(host);
    if (known !== undefined) return known;
    if (ids.size >= 10_000) ids.clear();
    const id = deviceIdOf(host);
    ids.set(host, id);
    return id;
  };
}
