// Separate agreements over the API: made and put in force by the operator, read by those whom they govern (REG-7).

import { type Agreement, type Governed, IdentityError } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { line, moment } from './check-fields.js';
import { type AdministrationCall, defineAdministration, type NoFields } from './define-administration.js';

type AnyCall = Pick<AdministrationCall<NoFields, NoFields>, 'scope' | 'part' | 'parties' | 'by'>;
const forAgreements = { noun: 'agreement', controls: ['REG-7'] } as const;

const getAgreements = defineAdministration({
  ...{ ...forAgreements, method: 'GET', path: '/agreements', opensTo: 'tenants' },
  summary: 'Separate agreements; to an application, those that govern its tenant',
  handler: async (call) => ({ value: await visible(call) }),
});

const getAgreement = defineAdministration({
  ...{ ...forAgreements, method: 'GET', path: '/agreements/:agreement', opensTo: 'tenants' },
  summary: 'A separate agreement, with its text',
  async handler(call) {
    const id = call.part('agreement');
    const found = (await visible(call)).find((one) => one.id === id.toLowerCase());
    if (found === undefined)
      throw new IdentityError('agreement-unknown', `agreement '${id.slice(0, 80)}' was not found`);
    return found;
  },
});

const postAgreement = defineAdministration({
  ...{ ...forAgreements, method: 'POST', path: '/agreements', opensTo: 'operator', status: 201 },
  summary: 'Enter a separate agreement; it governs nobody before it is attached',
  body: {
    name: line(120, '1 to 120 characters on one line'),
    body: Type.String({ pattern: '^[^\\u0000]*$', maxLength: 500_000, description: 'the text of the agreement' }),
    replacesTerms: Type.Boolean({ description: 'whether the default terms need no acceptance under it' }),
    quotaProfile: Type.Union([line(64, 'the name of a profile'), Type.Null()], {
      description: 'quota profile under it, or null to leave the quotas alone',
    }),
    validFrom: moment('from when it is in force'),
    validUntil: Type.Union([moment('until when'), Type.Null()], { description: 'until when, or null for no end' }),
  },
  handler: ({ body, parties, by }) => parties.agreements.create(body, by),
});

const attaching = (noun: 'tenant' | 'application') => {
  const at = `/${noun}s/:${noun}/agreement` as const;
  const governed = async ({ scope, part }: AnyCall): Promise<Governed> => {
    const { id } = await scope[noun](part(noun));
    return noun === 'tenant' ? { tenantId: id } : { applicationId: id };
  };
  return [
    defineAdministration({
      ...{ ...forAgreements, method: 'POST', path: at, opensTo: 'operator' },
      summary: `Put ${noun === 'tenant' ? 'a tenant' : 'an application'} under a separate agreement`,
      body: { agreementId: line(80, 'id of an agreement') },
      async handler(call) {
        await call.parties.agreements.attach(call.body.agreementId, await governed(call), call.by);
        return call.parties.agreements.get(call.body.agreementId);
      },
    }),
    defineAdministration({
      ...{ ...forAgreements, method: 'POST', path: `${at}/detach`, opensTo: 'operator', needsReason: true },
      summary: `Put ${noun === 'tenant' ? 'a tenant' : 'an application'} back under the default terms`,
      handler: async (call) => call.parties.agreements.detach(await governed(call), call.by),
    }),
  ];
};

async function visible({ scope, parties }: AnyCall): Promise<readonly Agreement[]> {
  const all = await parties.agreements.list();
  if (scope.tenantId === null) return all;
  const { agreementId } = await scope.tenant(scope.tenantId);
  const own = await parties.applications.list({ tenantId: scope.tenantId });
  const governing = new Set([agreementId, ...own.map((application) => application.agreementId)]);
  return all.filter(({ id }) => governing.has(id));
}

export const agreementRoutes = [
  getAgreements,
  getAgreement,
  postAgreement,
  ...attaching('tenant'),
  ...attaching('application'),
];
