// Detection rules over the administration: everything about them that the Graph's shapes have no words for, and their files as they are.

import { DetectionsError, type RuleRun, readRule, type StoredRule, writeDuration } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { moment } from '../administration/check-fields.js';
import {
  type AdministrationCall,
  defineAdministration,
  type NoFields,
} from '../administration/define-administration.js';

const at = '/tenants/:tenant/rules';
const forRules = { noun: 'rule', opensTo: 'tenants', controls: ['USE-1', 'USE-7'] } as const;
const fileBody = {
  file: Type.String({ minLength: 1, maxLength: 262_144, description: 'a rule as YAML' }),
  replace: Type.Optional(Type.Boolean({ description: 'true to replace a rule of that id' })),
};
const rangeBody = { from: Type.Optional(moment('the beginning')), to: Type.Optional(moment('the end')) };

const tenantOf = async ({ scope, part }: Pick<AdministrationCall<NoFields, NoFields>, 'scope' | 'part'>) =>
  (await scope.tenant(part('tenant'))).id;

const getRules = defineAdministration({
  ...{ ...forRules, method: 'GET', path: at, summary: 'Detection rules of a tenant with their last runs' },
  handler: async (call) => ({ value: (await call.services.detections.list(await tenantOf(call))).map(shown) }),
});

const getRule = defineAdministration({
  ...{ ...forRules, method: 'GET', path: `${at}/:rule`, summary: 'A detection rule' },
  handler: async (call) => shown(await call.services.detections.get(await tenantOf(call), call.part('rule'))),
});

const postRule = defineAdministration({
  ...{ ...forRules, method: 'POST', path: at, status: 201, body: fileBody },
  summary: 'Add a detection rule from its file, or replace one',
  async handler(call) {
    const tenantId = await tenantOf(call);
    const { detections } = call.services;
    const { rule, warnings } = readRule(call.body.file);
    const scope = await call.huntScope();
    const isKnown =
      call.body.replace === true && (await detections.list(tenantId)).some((known) => known.rule.id === rule.id);
    const stored = await detections[isKnown ? 'update' : 'create'](tenantId, rule, call.by, scope);
    return { ...shown(stored), warnings };
  },
});

const switching = (isEnabled: boolean) =>
  defineAdministration({
    ...{ ...forRules, method: 'POST', path: `${at}/:rule/${isEnabled ? 'enable' : 'disable'}` },
    summary: isEnabled ? 'Let a detection rule run' : 'Keep a detection rule from running',
    async handler(call) {
      const tenantId = await tenantOf(call);
      const { rule } = await call.services.detections.get(tenantId, call.part('rule'));
      // What is switched off reads nothing; what is switched on must be in the reach of who does it.
      const scope = isEnabled ? await call.huntScope() : undefined;
      return shown(await call.services.detections.update(tenantId, { ...rule, isEnabled }, call.by, scope));
    },
  });

const postRemoval = defineAdministration({
  ...{ ...forRules, method: 'POST', path: `${at}/:rule/remove`, summary: 'Delete a detection rule; its alerts stay' },
  async handler(call) {
    await call.services.detections.remove(await tenantOf(call), call.part('rule'), call.by);
  },
});

const getRuns = defineAdministration({
  ...{ ...forRules, method: 'GET', path: `${at}/:rule/runs`, summary: 'Runs of a detection rule, the latest first' },
  handler: async (call) => ({
    value: (await call.services.detections.runs(await tenantOf(call), call.part('rule'))).map(shownRun),
  }),
});

const postRun = defineAdministration({
  ...{ ...forRules, method: 'POST', path: `${at}/:rule/run`, body: rangeBody },
  summary: 'Look once more at a past range, or at the look-back up to now, and raise what was not raised yet',
  async handler(call) {
    const tenantId = await tenantOf(call);
    const { from, to } = call.body;
    if (from === undefined && to !== undefined)
      throw new DetectionsError('range-invalid', 'range: expected a beginning for its end, found none');
    const range = from === undefined ? undefined : { from, to: to ?? call.services.clock() };
    return call.services.detections.backfill(tenantId, call.part('rule'), range);
  },
});

export const administerRules = [
  getRules,
  getRule,
  postRule,
  switching(true),
  switching(false),
  postRemoval,
  getRuns,
  postRun,
];

const shown = ({ rule, lastRun, tenantId: _, ...stored }: StoredRule) => ({
  ...rule,
  status: stored.autoDisabledAt !== null ? 'autoDisabled' : rule.isEnabled ? 'enabled' : 'disabled',
  frequency: writeDuration(rule.frequencyMs),
  lookback: writeDuration(rule.lookbackMs),
  ...stored,
  lastRun: lastRun && shownRun(lastRun),
});

const shownRun = ({ tenantId: _, ...run }: RuleRun) => run;
