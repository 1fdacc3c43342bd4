// Reads the fields of a registration from outside: all that is missing or malformed is refused at once, by name (REG-2).

import { type FieldFault, IdentityError } from '../identity/identity-error.js';
import { isGuid } from './guid.js';

/** Fields as they come from a request: any may be missing or of another type. */
export type Unchecked<T> = { readonly [K in keyof T]?: unknown };

/** Reads one field after the other; what a fault leaves is never used, because `end` throws. */
export interface FieldReader {
  /** An id, lower case. */
  id(field: string): string;
  /** Text of 1 to `longest` characters on one line; 120 unless told. */
  text(field: string, longest?: number): string;
  /** An https URL, or http on this machine; no password in it. */
  url(field: string): string;
  /** A mail address, lower case. */
  mail(field: string): string;
  /** A mail address or an https URL. */
  contact(field: string): string;
  /** A domain name of at least two labels, lower case. */
  domain(field: string): string;
  /** Where a browser is sent back to: https, http on this machine or, for public clients, an application's own scheme. */
  redirectUris(field: string, isPublic: boolean): readonly string[];
  oneOf<T extends string>(field: string, values: readonly T[]): T;
  /** Some of the values, each once, in the order of `values`. */
  someOf<T extends string>(field: string, values: readonly T[]): readonly T[];
  flag(field: string): boolean;
  /** Notes a fault found by other means. */
  fault(fault: FieldFault): void;
  /** @throws IdentityError `registration-invalid` with every fault; a given field that nothing asked for is one. */
  end(): void;
}

/**
 * @example
 * const fields = readFields('owner', input);
 * const owner = { displayName: fields.text('displayName'), email: fields.mail('email') };
 * fields.end();
 */
export function readFields(noun: string, input: object): FieldReader {
  const values = new Map<string, unknown>(Object.entries(input));
  const asked = new Set<string>();
  const faults: FieldFault[] = [];
  const given = {
    get(field: string): unknown {
      asked.add(field);
      return values.get(field);
    },
  };

  /** The field's text if it meets every condition, in order; the first that fails is the fault. */
  function check(field: string, conditions: readonly Condition[], value: unknown = given.get(field)): string {
    const failed = typeof value === 'string' ? conditions.find(({ holds }) => !holds(value)) : conditions[0];
    if (failed === undefined && typeof value === 'string') return value;
    faults.push({ field, expected: failed?.expected ?? 'text', found: describe(value) });
    return '';
  }

  return {
    id: (field) => check(field, [id]).toLowerCase(),
    text: (field, longest = 120) => check(field, [line(longest)]),
    url: (field) => check(field, [webUrl]),
    mail: (field) => check(field, [mail]).toLowerCase(),
    contact: (field) => check(field, [{ expected: `${mail.expected} or ${webUrl.expected}`, holds: isContact }]),
    domain: (field) => check(field, [domain]).toLowerCase(),
    redirectUris(field, isPublic) {
      const value = given.get(field);
      if (!Array.isArray(value)) {
        faults.push({ field, expected: 'a list of URLs, possibly empty', found: describe(value) });
        return [];
      }
      if (value.length > mostRedirects) {
        faults.push({ field, expected: `at most ${mostRedirects} URLs`, found: String(value.length) });
        return [];
      }
      const condition = isPublic ? publicRedirect : redirect;
      return [...new Set(value.map((uri, index) => check(`${field}[${index}]`, [condition], uri ?? null)))];
    },
    oneOf(field, values) {
      const value = given.get(field);
      const found = values.find((known) => known === value);
      if (found === undefined) {
        faults.push({ field, expected: `one of ${values.join(', ')}`, found: describe(value) });
      }
      return found ?? (values[0] as (typeof values)[number]);
    },
    someOf(field, values) {
      const value = given.get(field);
      const known = (item: unknown) => values.some((candidate) => candidate === item);
      if (!Array.isArray(value) || value.length === 0 || !value.every(known)) {
        const found = Array.isArray(value) && value.length > 0 ? value.find((item) => !known(item)) : value;
        faults.push({ field, expected: `one or more of ${values.join(', ')}`, found: describe(found) });
        return [];
      }
      return values.filter((candidate) => value.includes(candidate));
    },
    flag(field) {
      const value = given.get(field);
      if (typeof value !== 'boolean') faults.push({ field, expected: 'true or false', found: describe(value) });
      return value === true;
    },
    fault: (fault) => {
      faults.push(fault);
    },
    end() {
      const strange = [...values].filter(([field, value]) => value !== undefined && !asked.has(field));
      for (const [field, value] of strange.slice(0, mostStrange)) {
        const shown = field.slice(0, 80);
        faults.push({ field: shown, expected: `no field of this name in ${noun}`, found: describe(value) });
      }
      if (faults.length > 0) throw fieldRefusal(noun, faults);
    },
  };
}

/** The refusal of fields, each with what was expected and found. */
export function fieldRefusal(noun: string, faults: readonly FieldFault[]): IdentityError {
  const list = faults.map(({ field, expected, found }) => `${field}: expected ${expected}, found ${found}`);
  return new IdentityError('registration-invalid', `${noun}: ${list.join('; ')}`, { faults });
}

const mostRedirects = 50;
/** Unknown fields that a refusal names at most. */
const mostStrange = 20;
const longestUrl = 2048;

interface Condition {
  readonly expected: string;
  readonly holds: (value: string) => boolean;
}

// Line breaks and directional marks would let a name pretend to be something else on a consent page.
const misleading = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

const line = (longest: number): Condition => ({
  expected: `1 to ${longest} characters on one line`,
  holds: (value) => value.trim() !== '' && value.length <= longest && !misleading.test(value),
});

const id: Condition = { expected: 'an id (GUID)', holds: isGuid };

const webUrl: Condition = { expected: 'an https URL (http only on this machine) without a password', holds: isWebUrl };

const mail: Condition = {
  expected: 'a mail address',
  holds: (value) =>
    value.length <= 254 && !misleading.test(value) && /^[^\s@<>"(),:;\\]+@(?:[a-z0-9-]+\.)+[a-z0-9-]+$/i.test(value),
};

const domain: Condition = {
  expected: 'a domain name such as contoso.example',
  holds: (value) => value.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i.test(value),
};

const redirect: Condition = {
  expected: `${webUrl.expected} or fragment`,
  holds: (value) => isWebUrl(value) && !value.includes('#'),
};

// RFC 8252, 7.1: a private scheme is a reversed domain name, so it has a dot.
const publicRedirect: Condition = {
  expected: `${redirect.expected}, or a private scheme such as com.example.app:/signed-in`,
  holds: (value) => redirect.holds(value) || isPrivateUri(value),
};

function isWebUrl(value: string): boolean {
  // The parser forgives missing slashes, backslashes and spaces; what compares or follows these texts may not.
  if (value.length > longestUrl || !/^https?:\/\/[^\s\\]+$/i.test(value)) return false;
  if (misleading.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}

function isPrivateUri(value: string): boolean {
  return (
    value.length <= longestUrl &&
    /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\/[^#\s\\]*$/i.test(value) &&
    !misleading.test(value) &&
    URL.canParse(value)
  );
}

function isContact(value: string): boolean {
  return mail.holds(value) || (value.startsWith('https://') && isWebUrl(value));
}

/** What was found, short, and without what may be a password. */
function describe(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value !== 'string') return typeof value === 'object' ? 'an object' : String(value);
  if (/\/\/[^/]*@/.test(value) || (URL.canParse(value) && new URL(value).password !== ''))
    return 'a URL with a user name or password';
  return `'${value.length > 80 ? `${value.slice(0, 80)}…` : value}'`;
}
