// The named conversions that the mapping tables are written in: each reads a column's value from an event's fields.

import { addressType, plainAddress, shortAddress } from './addresses.js';
import { textOf, type WindowsEvent } from './event.js';
import { inUtc, isoTime } from './event-time.js';
import { inWords } from './message-codes.js';
import { detailsData, detailsType, longKey, splitValuePath } from './registry.js';

/** Reads one value from an event. */
export interface Reading {
  /** The event data fields that it uses up: what no reading uses is kept in AdditionalFields. */
  readonly fields: readonly string[];
  /** The value; '' when the fields say nothing; undefined when what they say cannot be taken, and must be kept as it is. */
  read(event: WindowsEvent): unknown;
}

/** Column (or additional field) ← reading. */
export type Columns = Readonly<Record<string, Reading>>;

/** The first of these fields of its data that the event has, as text. */
export function fieldText({ data, envelope }: WindowsEvent, fields: readonly string[]): string {
  for (const field of fields) {
    const text = textOf(data[field]);
    if (text !== '' && !envelope.has(field)) return text;
  }
  return '';
}

/** A conversion of the text of the first present field; absent fields stay absent. */
function converted(convert: (text: string) => unknown): (...fields: string[]) => Reading {
  return (...fields) => ({
    fields,
    read: (event) => {
      const text = fieldText(event, fields);
      return text === '' ? undefined : convert(text);
    },
  });
}

/** The text as logged. */
export const text = converted((value) => value);

/** The text in lower case: the tables write accounts and devices so. */
export const lower = converted((value) => value.toLowerCase());

/** The text with %%codes in words. */
export const words = converted(inWords);

/** A whole number, decimal or hexadecimal (`0x1a4`), within 64 bits. */
export const number = converted(wholeNumber);

/** A process id; 0 means that none is named. */
export const processId = converted((value) => {
  const parsed = wholeNumber(value);
  return parsed === 0 ? '' : parsed;
});

/** An account's SID; the NULL SID means none. */
export const sid = converted((value) => (value === 'S-1-0-0' ? '' : value));

/** A port: 1 to 65535; 0 means none. */
export const port = converted((value) => {
  const parsed = wholeNumber(value);
  return parsed === 0 ? '' : typeof parsed === 'number' && parsed > 0 && parsed < 65_536 ? parsed : undefined;
});

/** A moment, in UTC. */
export const time = converted((value) => {
  const iso = isoTime(value);
  return iso === undefined ? undefined : inUtc(iso);
});

/** A path with its file name, as FolderPath holds it. */
export const path = converted((value) => (isUnknownImage(value) ? '' : value));

/** A path in lower case, as InitiatingProcessFolderPath holds it. */
export const lowerPath = converted((value) => (isUnknownImage(value) ? '' : value.toLowerCase()));

/** The file name at the end of a path. */
export const fileName = converted((value) => (isUnknownImage(value) ? '' : lastSegment(value)));

/** The path of the program that a command line starts. */
export const programPath = converted(programOf);

/** The path of the program that a command line starts, in lower case; '' where it gives a name alone. */
export const lowerProgramPath = converted((value) => {
  const program = programOf(value);
  return program.includes('\\') ? program.toLowerCase() : '';
});

/** The name of the program that a command line starts. */
export const programName = converted((value) => lastSegment(programOf(value)));

/** The account of `DOMAIN\user`. */
export const accountName = converted((value) => lastSegment(value).toLowerCase());

/** The domain of `DOMAIN\user`. */
export const accountDomain = converted((value) => {
  const end = value.lastIndexOf('\\');
  return end < 0 ? '' : value.slice(0, end).toLowerCase();
});

/** An account, also where it is written `user@domain`. */
export const principalName = converted((value) => value.split('@', 1)[0]?.toLowerCase());

/** An address. */
export const address = converted(shortAddress);

/** An address, IPv4 also where it was logged as IPv4-mapped IPv6. */
export const plainIP = converted(plainAddress);

/** The type of an address: Public, Private, Loopback … */
export const ipType = converted(addressType);

/** A registry key with its root written out. */
export const registryKey = converted(longKey);

/** The key in Sysmon's joint path of key and value. */
export const keyOfValue = converted((value) => longKey(splitValuePath(value).key));

/** The value name in Sysmon's joint path of key and value. */
export const nameOfValue = converted((value) => splitValuePath(value).value);

/** Registry value type and data in Sysmon's `Details`. */
export const valueType = converted(detailsType);
export const valueData = converted(detailsData);

/** Sysmon's pipe name in the kernel's name space, as NamedPipeEvent holds it. */
export const pipe = converted((value) => (value.startsWith('\\') ? `\\Device\\NamedPipe${value}` : value));

/** A unique process id; the all-zero GUID means unknown. */
export const processGuid = converted((value) => (/[1-9a-f]/i.test(value) ? value.toLowerCase() : ''));

/** One of Sysmon's hashes: `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`, in lower case; zeroes mean none. */
export function hash(algorithm: 'SHA1' | 'SHA256' | 'MD5' | 'IMPHASH', ...fields: string[]): Reading {
  const label = `${algorithm}=`;
  return converted((value) => {
    const start = value.indexOf(label);
    if (start < 0) return '';
    const end = value.indexOf(',', start);
    const digest = value.slice(start + label.length, end < 0 ? undefined : end).trim();
    return /[1-9a-f]/i.test(digest) ? digest.toLowerCase() : '';
  })(...fields);
}

/** The table's word for a code; undefined, so that the code itself is kept, where it has none. */
export function wordFor(dictionary: ReadonlyMap<string, string>, ...fields: string[]): Reading {
  return converted((value) => dictionary.get(value) ?? dictionary.get(value.toLowerCase()))(...fields);
}

/** Always the same value. */
export function constant(value: string | number): Reading {
  return { fields: [], read: () => value };
}

/** The host that logged the event. */
export const host: Reading = { fields: [], read: (event) => event.host };

/** The process that wrote the event, and its account, as the log service saw them. */
export const loggedBy = {
  processId: { fields: [], read: (event) => wholeNumber(textOf(event.loggedBy.processId)) || undefined },
  accountName: { fields: [], read: (event) => event.loggedBy.name.toLowerCase() },
  accountDomain: { fields: [], read: (event) => event.loggedBy.domain.toLowerCase() },
  accountSid: { fields: [], read: (event) => event.loggedBy.sid },
} satisfies Columns;

/** A reading whose fields are kept in AdditionalFields as well. */
export function alsoKept(reading: Reading): Reading {
  return { fields: [], read: (event) => reading.read(event) };
}

/** The first of several readings that has a value. */
export function firstOf(...readings: readonly Reading[]): Reading {
  return {
    fields: readings.flatMap((reading) => reading.fields),
    read: (event) => {
      for (const reading of readings) {
        const value = reading.read(event);
        if (value !== undefined && value !== '') return value;
      }
      return undefined;
    },
  };
}

/** A value computed from the whole event; it uses up the fields that it names. */
export function computed(fields: readonly string[], read: (event: WindowsEvent) => unknown): Reading {
  return { fields, read };
}

const longest = 9_223_372_036_854_775_807n;

function wholeNumber(value: string): number | bigint | undefined {
  if (!/^(?:-?\d{1,19}|0x[0-9a-f]{1,16})$/i.test(value)) return undefined;
  const small = Number(value);
  if (Number.isSafeInteger(small)) return small;
  const large = BigInt(value);
  return large <= longest && large >= -longest - 1n ? large : undefined;
}

function lastSegment(value: string): string {
  return value.slice(value.lastIndexOf('\\') + 1);
}

function isUnknownImage(value: string): boolean {
  return value === '<unknown process>' || value === '&lt;unknown process&gt;';
}

/** The program a command line names: quoted, a full path up to its extension, or the first word (with .exe, as Windows adds it). */
function programOf(commandLine: string): string {
  const head = commandLine.slice(0, 2048);
  if (head.startsWith('"')) return head.slice(1).split('"', 1)[0] ?? '';
  if (/^(?:[a-z]:)?\\/i.test(head)) {
    const program = /\.(?:exe|sys|com|bat|cmd|dll)(?=\s|$)/i.exec(head);
    if (program !== null) return head.slice(0, program.index + 4);
  }
  const word = head.split(/\s/, 1)[0] ?? '';
  return /[.%]/.test(lastSegment(word)) ? word : `${word}.exe`;
}
