// What the commands that administer parties have in common: options, names for ids, and how a party is printed.

import type { LocalClient } from '@gamekeeper/server';
import { CliError } from '../cli-error.js';
import { requireServer } from '../data/require-server.js';
import type { PrintedRow } from '../output/print-rows.js';

export interface AdministerOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly reason?: string;
}

export const jsonOption = ['--json', 'print JSON'] as const;
export const reasonOption = ['--reason <text>', 'why, for the trail'] as const;

/** A party as the server tells it. */
export interface Party extends PrintedRow {
  readonly id: string;
  readonly displayName: string;
}

/** The administration of the running server. */
export interface Administration {
  get<T>(path: `/${string}`): Promise<T>;
  list(path: `/${string}`): Promise<readonly PrintedRow[]>;
  post<T = PrintedRow>(path: `/${string}`, body?: object): Promise<T>;
  patch<T = PrintedRow>(path: `/${string}`, body: object): Promise<T>;
  /** By id, domain or name. @throws CliError when none or several have it. */
  tenant(named: string | undefined): Promise<Party>;
  /** By id, mail address or name. */
  owner(named: string | undefined): Promise<Party>;
  /** By id or name. */
  application(named: string): Promise<Party>;
  /** By id, user name or name. */
  person(named: string): Promise<Party>;
  readonly url: string;
}

/** @throws CliError when no server runs on the data directory. */
export async function administer({ data }: AdministerOptions): Promise<Administration> {
  const server = await requireServer(data);
  const list = async (path: `/${string}`) =>
    (await ask<{ readonly value: readonly PrintedRow[] }>(server, 'GET', path)).value;
  const find = async (plural: string, noun: string, named: string | undefined, members: readonly string[]) =>
    choose((await list(`/${plural}`)) as readonly Party[], noun, named, ['id', 'displayName', ...members]);
  return {
    url: server.url,
    list,
    get: (path) => ask(server, 'GET', path),
    post: (path, body = {}) => ask(server, 'POST', path, body),
    patch: (path, body) => ask(server, 'PATCH', path, body),
    tenant: (named) => find('tenants', 'tenant', named, ['domain']),
    owner: (named) => find('owners', 'owner', named, ['email']),
    application: (named) => find('applications', 'application', named, []),
    person: (named) => find('people', 'person', named, ['userName']),
  };
}

/** The reason, where one was given. */
export const because = ({ reason }: AdministerOptions): { readonly reason?: string } =>
  reason === undefined ? {} : { reason };

/** The members that were given. */
export function given(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** `30d`, `12h` as milliseconds. @throws CliError for anything else. */
export function readDuration(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,5})(d|h|m|s)?$/.exec(text) ?? [];
  const sizes = new Map([
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ]);
  const size = unit === undefined && Number(count) === 0 ? 1 : sizes.get(unit ?? '');
  if (count === undefined || size === undefined)
    throw new CliError(`${option}: expected a time such as 90d or 12h, found '${text}'`);
  return Number(count) * size;
}

/** `RESOURCE/PERMISSION` in its parts. */
export function readPermission(text: string): { readonly resource: string; readonly permission: string } {
  const [, resource, permission] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (resource !== undefined && permission !== undefined) return { resource, permission };
  throw new CliError(`expected a permission such as graph/ThreatHunting.Read.All, found '${text}'`);
}

async function ask<T>(server: LocalClient, method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
  return server.request<T>(method, `/administration${path}`, body);
}

function choose(all: readonly Party[], noun: string, named: string | undefined, members: readonly string[]): Party {
  if (named === undefined)
    return only(
      all.filter(({ state }) => state !== 'terminated'),
      noun,
    );
  for (const member of members) {
    const found = all.filter((one) => String(one[member]).toLowerCase() === named.toLowerCase());
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (found.length > 1)
      throw new CliError(`${noun} '${named}': expected one, found ${found.map(({ id }) => id).join(', ')}`);
  }
  throw new CliError(`${noun} '${named}' was not found; 'gamekeeper ${commandOf.get(noun)} list' lists what there is`);
}

/** Where there is one only, it need not be named. */
function only(living: readonly Party[], noun: string): Party {
  const [first] = living;
  if (first !== undefined && living.length === 1) return first;
  const found = living.length === 0 ? 'none' : living.map(({ displayName }) => `'${displayName}'`).join(', ');
  throw new CliError(`--${noun}: expected one to be named, found ${found}`);
}

const commandOf = new Map([
  ['tenant', 'tenant'],
  ['owner', 'owner'],
  ['application', 'app'],
  ['person', 'person'],
]);
