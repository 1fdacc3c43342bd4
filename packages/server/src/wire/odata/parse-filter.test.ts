import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphAlertOffer, graphIncidentOffer } from '../incidents/graph-offers.js';
import { listOptions } from './list-options.js';
import { ODataError } from './odata-error.js';
import { parseFilter } from './parse-filter.js';

const parse = (text: string) => parseFilter(text, graphIncidentOffer.fields);
const compare = (field: string, comparison: string, value: string | number | null) => ({
  ...{ kind: 'compare', field, comparison, value },
});
function positionOf(text: string): number | undefined {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ODataError) return error.position;
  }
  throw new Error(`expected a refusal of ${text}`);
}

test('clients send times bare, texts quoted, enum words with and without their type', () => {
  expect(parse('lastUpdateDateTime gt 2020-08-06T12:07:55.32Z')).toEqual(
    compare('updatedAt', 'gt', Date.parse('2020-08-06T12:07:55.32Z')),
  );
  expect(parse("assignedTo eq 'o''brien'")).toEqual(compare('assignedTo', 'eq', "o'brien"));
  expect(parse('assignedTo ne null')).toEqual(compare('assignedTo', 'ne', null));
  const resolved = compare('status', 'eq', 'resolved');
  expect(parse("status eq 'Resolved'")).toEqual(resolved);
  expect(parse("status eq microsoft.graph.security.incidentStatus'resolved'")).toEqual(resolved);
  expect(parse('id eq 7')).toEqual(parse("id eq '7'"));
});

test('and binds closer than or, not closer than both', () => {
  const [a, b, c] = ['active', 'resolved', 'inProgress'].map((word) => compare('status', 'eq', word));
  expect(parse("status eq 'active' or status eq 'resolved' and not (status eq 'inProgress')")).toEqual({
    kind: 'or',
    operands: [a, { kind: 'and', operands: [b, { kind: 'not', operand: c }] }],
  });
  expect(parse("(status eq 'active' or status eq 'resolved') and status in ('inProgress', null)")).toEqual({
    kind: 'and',
    operands: [
      { kind: 'or', operands: [a, b] },
      { kind: 'in', field: 'status', values: ['inProgress', null] },
    ],
  });
});

test('digits finer than what is kept move a bound the way that keeps its meaning', () => {
  const at = Date.parse('2026-01-01T00:00:00.123Z');
  const bound = (how: string) => parse(`createdDateTime ${how} 2026-01-01T00:00:00.1234567Z`);
  expect(bound('gt')).toEqual(compare('createdAt', 'gt', at));
  expect(bound('ge')).toEqual(compare('createdAt', 'ge', at + 1));
  expect(bound('lt')).toEqual(compare('createdAt', 'lt', at + 1));
  expect(bound('le')).toEqual(compare('createdAt', 'le', at));
});

test('texts are matched by functions, evidence through any', () => {
  expect(parse("startswith(displayName,'a')")).toEqual({
    ...{ kind: 'text', field: 'displayName', how: 'startsWith', value: 'a' },
  });
  const path = 'evidence/any(e: e/microsoft.graph.security.userEvidence/userAccount/userPrincipalName eq';
  expect(parseFilter(`${path} 'a@b.example')`, graphAlertOffer.fields, graphAlertOffer.members)).toMatchObject({
    ...{ kind: 'fact', evidence: 'user', value: 'a@b.example' },
  });
});

test.each([
  ['', 0],
  ['status', 6],
  ["status eq 'gone'", 10],
  ["status gt 'active'", 7],
  ["colour eq 'red'", 0],
  ["status eq 'active' and", 22],
  ["(status eq 'active'", 19],
  ["status eq 'active') or id gt 0", 18],
  ["status eq 'active", 10],
  ["assignedTo eq 'a\0b'", 14],
  ['createdDateTime gt yesterday', 19],
  ['id eq 99999999999999999999', 6],
  ["investigationState eq 'running'", 0],
])('%s is refused at position %i', (text, position) => {
  expect(positionOf(text)).toBe(position);
});

test('depth, conditions and length are bounded, and cost no time', () => {
  expect(positionOf(`${'('.repeat(5_000)}id eq 1`)).toBe(33);
  expect(positionOf(`${'not '.repeat(2_000)}id eq 1`)).toBe(132);
  expect(() => parse(Array.from({ length: 400 }, () => 'id eq 1').join(' or '))).toThrow('at most 200 conditions');
  expect(() => parse(`assignedTo eq '${'x'.repeat(9_000)}'`)).toThrow('at most 8192 characters');
});

/** Filters made of what filters are made of, in any order. */
const pieces = fc.constantFrom(
  ...['and', 'or', 'not', '(', ')', ',', '/', ':', 'eq', 'ne', 'gt', 'in', 'null', "'", "''", "'active'", "'a''b'"],
  ...['status', 'id', 'createdDateTime', 'displayName', 'assignedTo', 'constructor', '__proto__', '42', '-1', '1e9'],
  ...['2026-01-01T00:00:00Z', '9999-99-99', 'contains(', 'startswith(displayName,', "evidence/any(e: e/url eq 'x')"],
  ...["'; drop table incident; --", '$1', '{', '\0', '\ud800', 'é', "microsoft.graph.x'active'"],
);
const soup = fc.array(pieces, { maxLength: 14 }).map((list) => list.join(' '));
const valid = fc.constantFrom(
  "status eq 'active' and createdDateTime gt 2026-01-01T00:00:00Z",
  "not (id in (1, 2, 3)) or contains(displayName, 'x')",
);
const mutated = fc
  .tuple(valid, fc.nat(80), fc.nat(12), fc.string({ unit: 'binary', maxLength: 6 }))
  .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));

test('thousands of hostile filters are read or refused with a place within them', () => {
  fc.assert(
    fc.property(fc.oneof(soup, mutated, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof ODataError)) throw error;
        expect(error.position).toBeGreaterThanOrEqual(0);
        expect(error.position).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 9_600 },
  );
});

test('options are checked one by one', () => {
  const read = (query: object) => () => listOptions(query, graphIncidentOffer);
  expect(read({ $top: '100' })).toThrow(
    "The query specified in the URI is not valid. The limit of '50' for Top query has been exceeded. The value from the incoming request is '100'.",
  );
  expect(read({ $top: '0' })).toThrow('$top');
  expect(read({ $top: '-1' })).toThrow('$top');
  expect(read({ $top: ['1', '2'] })).toThrow('more than once');
  expect(read({ $skip: '1e3' })).toThrow('$skip');
  expect(read({ $count: 'yes' })).toThrow('$count');
  expect(read({ $search: 'x' })).toThrow('not supported');
  expect(read({ $orderby: 'createdDateTime asc, colour' })).toThrow('$orderby at position 20');
  expect(read({ $select: 'id,constructor' })).toThrow('$select at position 3');
  expect(read({ $expand: 'comments' })).toThrow('$expand');
  expect(read({ $Top: '5', $orderby: 'lastUpdateDateTime asc', $select: 'ID', other: 'x' })()).toEqual({
    ...{ top: 5, isTopSet: true, skip: 0, count: false, select: ['id'], expand: new Set() },
    orderBy: [{ field: 'updatedAt', descending: false }],
  });
});
