// Reads an operator's own profile: what it says must be enforceable as it stands, so anything unexpected is refused by name.

import { quotaProfiles } from './profiles/index.js';
import { QuotaError } from './quota-error.js';
import {
  longestWindowMs,
  type QuotaLimit,
  type QuotaProfile,
  type QuotaScope,
  quotaNames,
  quotaScopes,
} from './quota-profile.js';

const LARGEST = { calls: 100_000, ms: longestWindowMs * 1000 } as const;

/**
 * Reads a profile from JSON text.
 * @throws QuotaError `profile-invalid`, naming the member, what was expected there and what was found.
 * @example parseQuotaProfile('{"name":"partner","title":"Partner","date":"2026-05-01","quotas":{"incidents":[{"name":
 *   "calls-per-minute","unit":"calls","amount":200,"windowMs":60000,"scopes":["tenant"],"source":"contract 7"}]}}')
 */
export function parseQuotaProfile(text: string): QuotaProfile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new QuotaError('profile-invalid', 'a quota profile is a JSON object, found text that is not JSON', {
      cause: error,
    });
  }
  const profile = members(value, 'profile', ['name', 'title', 'date', 'sandboxOnly', 'quotas']);
  const name = matching(
    profile.get('name'),
    'name',
    /^[a-z0-9][a-z0-9-]{0,63}$/,
    'lower-case letters, digits, hyphens',
  );
  if (quotaProfiles.some((own) => own.name === name)) {
    throw invalid('name', "a name that is not one of the platform's own", name);
  }
  const sandboxOnly = profile.get('sandboxOnly') ?? false;
  if (typeof sandboxOnly !== 'boolean') throw invalid('sandboxOnly', 'true or false', sandboxOnly);
  const quotas = members(profile.get('quotas'), 'quotas', quotaNames);
  if (quotas.size === 0 && !sandboxOnly) {
    throw invalid('quotas', 'at least one quota, or sandboxOnly: without limits a profile is for sandbox tenants', {});
  }
  return {
    name,
    title: matching(profile.get('title'), 'title', /^.{1,200}$/, 'text of 1 to 200 characters'),
    date: matching(profile.get('date'), 'date', /^\d{4}-\d{2}-\d{2}$/, 'a day as 2026-05-01'),
    sandboxOnly,
    quotas: Object.fromEntries([...quotas].map(([quota, limits]) => [quota, parseLimits(limits, `quotas.${quota}`)])),
  };
}

function parseLimits(value: unknown, at: string): readonly QuotaLimit[] {
  const limits = list(value, at).map((limit, index) => parseLimit(limit, `${at}[${index}]`));
  const twice = limits.find(({ name }, index) => limits.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw invalid(at, 'limits of different names', twice.name);
  return limits;
}

function parseLimit(value: unknown, at: string): QuotaLimit {
  const limit = members(value, at, ['name', 'unit', 'amount', 'windowMs', 'scopes', 'source']);
  const unit = limit.get('unit');
  if (unit !== 'calls' && unit !== 'ms') throw invalid(`${at}.unit`, '"calls" or "ms"', unit);
  const scopes = list(limit.get('scopes'), `${at}.scopes`).map((scope) => {
    const known = quotaScopes.find((one) => one === scope);
    if (known === undefined) throw invalid(`${at}.scopes`, quotaScopes.join(', '), scope);
    return known;
  });
  if (new Set<QuotaScope>(scopes).size < scopes.length) throw invalid(`${at}.scopes`, 'each scope once', scopes);
  return {
    name: matching(limit.get('name'), `${at}.name`, /^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits, hyphens'),
    unit,
    amount: whole(limit.get('amount'), `${at}.amount`, LARGEST[unit]),
    windowMs: whole(limit.get('windowMs'), `${at}.windowMs`, longestWindowMs),
    scopes,
    source: matching(limit.get('source'), `${at}.source`, /^.{1,500}$/, 'text of 1 to 500 characters'),
  };
}

function members(value: unknown, at: string, known: readonly string[]): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at, 'an object', value);
  const found = new Map(Object.entries(value));
  for (const name of found.keys()) {
    if (!known.includes(name)) throw invalid(at, `no members but ${known.join(', ')}`, name);
  }
  return found;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid(at, 'an array of at least one', value);
  return value;
}

function matching(value: unknown, at: string, pattern: RegExp, expected: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw invalid(at, expected, value);
  return value;
}

function whole(value: unknown, at: string, largest: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > largest) {
    throw invalid(at, `a whole number from 1 to ${largest}`, value);
  }
  return value;
}

function invalid(at: string, expected: string, found: unknown): QuotaError {
  const shown = JSON.stringify(found)?.slice(0, 80) ?? 'nothing';
  return new QuotaError('profile-invalid', `${at} of a quota profile: expected ${expected}; found ${shown}`);
}
