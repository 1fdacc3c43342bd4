// Sends the form of a page that only passes something on; without scripts its button does.

import { defineRoute } from '../../http/define-route.js';
import { assets } from '../../pages/page.js';
import { pageWire } from '../../wire/page-wire.js';

export const getSubmitScript = defineRoute({
  method: 'GET',
  path: assets.submit,
  summary: 'Script that sends the form of a page',
  wire: pageWire,
  reads: 'none',
  schemas: {},
  permission: 'none',
  quota: 'none',
  controls: [],
  handler: () => ({ contentType: 'text/javascript; charset=utf-8', body: 'document.forms[0].submit();\n' }),
});
