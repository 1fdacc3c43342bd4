// Detection rules as Microsoft Graph serves them, in beta and, for clients that ask there, in v1.0 (wire contract 6.3).

import { randomInt } from 'node:crypto';
import {
  type DetectionRule,
  DetectionsError,
  patchedGraphRule,
  readGraphRule,
  type StoredRule,
  writeGraphRule,
} from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type Call, defineRoute } from '../../http/define-route.js';
import { huntScopeOfCall } from '../../http/scope-of-call.js';
import { graphWire } from '../../wire/graph-wire.js';
import { type ListOffer, listOptions, objectOptions, selected } from '../../wire/odata/list-options.js';
import { byOrder, matches } from '../../wire/odata/matches.js';
import { odataFields } from '../../wire/odata/odata-fields.js';
import { attributionOf, tenantOf } from '../incidents/case-call.js';
import { collection, entity } from '../incidents/graph-answers.js';

const list = 'security/rules/detectionRules';
const paths = [`/beta/${list}`, `/v1.0/${list}`] as const;
const onePaths = [`/beta/${list}/:id`, `/v1.0/${list}/:id`] as const;
const params = Type.Object({ id: Type.String({ maxLength: 200 }) });
const common = { wire: graphWire, quota: 'alerts', controls: ['LIM-3', 'USE-7'] } as const;
const readers = { roles: ['CustomDetection.Read.All', 'CustomDetection.ReadWrite.All'] } as const;
const writers = { roles: ['CustomDetection.ReadWrite.All'] } as const;

type Field = 'id' | 'displayName' | 'description' | 'createdBy' | 'createdDateTime' | 'lastModifiedDateTime';

const offer: ListOffer<Field> = {
  fields: odataFields<Field>({
    id: { type: 'text', field: 'id' },
    displayName: { type: 'text', field: 'displayName' },
    description: { type: 'text', field: 'description' },
    createdBy: { type: 'text', field: 'createdBy' },
    createdDateTime: { type: 'time', field: 'createdDateTime' },
    lastModifiedDateTime: { type: 'time', field: 'lastModifiedDateTime' },
  }),
  ...{ defaultTop: 1_000, maxTop: 1_000, expandable: [] },
  properties: [
    ...['id', 'displayName', 'description', 'status', 'isEnabled', 'detectorId', 'createdBy', 'createdDateTime'],
    ...['lastModifiedBy', 'lastModifiedDateTime', 'queryCondition', 'schedule', 'lastRunDetails', 'detectionAction'],
  ],
};

const comparable = ({ rule, ...stored }: StoredRule): Readonly<Record<Field, string | number>> => ({
  ...{ id: rule.id, displayName: rule.displayName, description: rule.description, createdBy: stored.createdBy },
  ...{ createdDateTime: stored.createdAt, lastModifiedDateTime: stored.changedAt },
});

export const getGraphRules = defineRoute({
  ...{ ...common, method: 'GET', path: paths, reads: 'none', schemas: {}, permission: readers },
  summary: 'Custom detection rules, Microsoft Graph: $filter, $orderby, $top, $skip, $select, $count',
  async handler(call) {
    const { filter, orderBy, select, skip, top, count } = listOptions(call.query, offer);
    const order = byOrder(orderBy ?? [{ field: 'displayName' as const, descending: false }]);
    const found = (await call.services.detections.list(tenantOf(call)))
      .map((stored) => ({ stored, row: comparable(stored) }))
      .filter(({ row }) => filter === undefined || matches(row, filter))
      .sort((a, b) => order(a.row, b.row));
    const page = found.slice(skip, skip + top).map(({ stored }) => selected(writeGraphRule(stored), select));
    return collection(call, list, { nextPage: null, count: count ? found.length : null }, page);
  },
});

export const getGraphRule = defineRoute({
  ...{ ...common, method: 'GET', path: onePaths, reads: 'none', schemas: { params }, permission: readers },
  summary: 'A custom detection rule, Microsoft Graph',
  async handler(call) {
    const { select } = objectOptions(call.query, offer);
    const stored = await call.services.detections.get(tenantOf(call), idOf(call.params.id));
    return entity(call, list, selected(writeGraphRule(stored), select));
  },
});

export const postGraphRule = defineRoute({
  ...{ ...common, method: 'POST', path: paths, reads: 'json', schemas: { body: Type.Unknown() } },
  ...{ permission: writers, checksItself: true },
  summary: 'Creates a custom detection rule, Microsoft Graph',
  async handler(call) {
    const parts = readGraphRule(call.body, () => String(randomInt(10_000, 10 ** 9)));
    const rule: DetectionRule = { ...parts, threshold: { operator: 'gt', rows: 0 }, suppression: null, actions: [] };
    await requireFreeTitle(call, rule);
    const by = attributionOf(call, `POST /beta/${list}`);
    const scope = await huntScopeOfCall(call);
    const stored = await call.services.detections.create(tenantOf(call), rule, by, scope);
    const location = `${call.origin}${call.request.url.split('?')[0]}/${encodeURIComponent(rule.id)}`;
    return { ...entity(call, list, writeGraphRule(stored)), status: 201, headers: { location } };
  },
});

export const patchGraphRule = defineRoute({
  ...{ ...common, method: 'PATCH', path: onePaths, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ permission: writers, checksItself: true },
  summary: 'Changes a custom detection rule, Microsoft Graph',
  async handler(call) {
    const { detections } = call.services;
    const before = await detections.get(tenantOf(call), idOf(call.params.id));
    const { id, ...changes } = { ...(call.body as object) } as { readonly id?: unknown };
    if (id !== undefined && id !== before.rule.id)
      throw new DetectionsError('rule-invalid', 'The id of a rule cannot be changed.');
    const parts = readGraphRule(patchedGraphRule(before, changes), () => before.rule.id);
    const rule = keepingWhatGraphLacks(before.rule, parts);
    if (rule.alertDetails.title !== before.rule.alertDetails.title) await requireFreeTitle(call, rule);
    const by = attributionOf(call, `PATCH /beta/${list}/:id`);
    const stored = await detections.update(tenantOf(call), rule, by, await huntScopeOfCall(call));
    return entity(call, list, writeGraphRule(stored));
  },
});

export const deleteGraphRule = defineRoute({
  ...{ ...common, method: 'DELETE', path: onePaths, reads: 'none', schemas: { params }, permission: writers },
  summary: 'Deletes a custom detection rule, Microsoft Graph; its alerts stay',
  async handler(call) {
    const by = attributionOf(call, `DELETE /beta/${list}/:id`);
    await call.services.detections.remove(tenantOf(call), idOf(call.params.id), by);
    return { status: 204, body: '' };
  },
});

/** The Graph has no word for groups by columns, nor for columns that say severity or tactic. */
function keepingWhatGraphLacks(before: DetectionRule, parts: ReturnType<typeof readGraphRule>): DetectionRule {
  const isGrouped = before.grouping.by === 'columns' && parts.grouping.by === 'run';
  return {
    ...{ ...before, ...parts, alertDetails: { ...before.alertDetails, ...parts.alertDetails } },
    ...(isGrouped && { grouping: before.grouping }),
  };
}

async function requireFreeTitle(call: Call, { id, alertDetails: { title } }: DetectionRule): Promise<void> {
  const others = await call.services.detections.list(tenantOf(call));
  if (others.some(({ rule }) => rule.id !== id && rule.alertDetails.title === title))
    throw new DetectionsError('rule-invalid', 'A detection rule with the same alert title already exists.');
}

/** What no rule can be called is not looked up. */
function idOf(text: string): string {
  if (/^[\w-]{1,100}$/.test(text)) return text;
  throw new DetectionsError('rule-unknown', `there is no rule '${text.slice(0, 80).replaceAll('\0', '')}'`);
}
