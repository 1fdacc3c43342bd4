// Labels over the API: which endpoints and tables are confidential, on the whole platform (CHG-4).

import { line, oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';

const forLabels = { noun: 'label', opensTo: 'operator', controls: ['CHG-4'] } as const;
const body = {
  kind: oneOf(['route', 'table']),
  name: line(300, 'a hunting table, or an endpoint such as GET /api/incidents'),
};

export const labelRoutes = [
  defineAdministration({
    ...{ ...forLabels, method: 'GET', path: '/labels', summary: 'What is labelled confidential' },
    handler: async ({ parties }) => ({ value: await parties.labels.list() }),
  }),
  defineAdministration({
    ...{ ...forLabels, method: 'POST', path: '/labels', summary: 'Label an endpoint or a table as confidential', body },
    async handler({ body: what, parties, by }) {
      await parties.labels.add(what, by);
      return { value: await parties.labels.list() };
    },
  }),
  defineAdministration({
    ...{ ...forLabels, method: 'POST', path: '/labels/remove', summary: 'Take a label off', body, needsReason: true },
    async handler({ body: what, parties, by }) {
      await parties.labels.remove(what, by);
      return { value: await parties.labels.list() };
    },
  }),
];
