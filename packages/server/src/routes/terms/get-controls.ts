// The register of controls for applications; evidence counts all tenants together and is for the operator only.

import { controlIds, controls } from '@gamekeeper/platform';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getControls = defineRoute({
  method: 'GET',
  path: '/api/terms/controls',
  summary: 'The register of controls',
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: { roles: ['Terms.Read.All', 'Terms.ReadWrite.All'] },
  quota: 'none',
  controls: [],
  handler: () => ({
    body: {
      value: controlIds.map((id) => {
        const { evidence: _, ...control } = controls[id];
        return control;
      }),
    },
  }),
});
