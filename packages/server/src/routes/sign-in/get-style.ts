// The look of the pages.

import { defineRoute } from '../../http/define-route.js';
import { assets } from '../../pages/page.js';
import { style } from '../../pages/style.js';
import { pageWire } from '../../wire/page-wire.js';

export const getStyle = defineRoute({
  method: 'GET',
  path: assets.style,
  summary: 'Style of the pages',
  wire: pageWire,
  reads: 'none',
  schemas: {},
  permission: 'none',
  quota: 'none',
  controls: [],
  handler: () => ({ contentType: 'text/css; charset=utf-8', body: style }),
});
