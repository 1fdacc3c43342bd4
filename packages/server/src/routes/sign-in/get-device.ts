// Asks for the code of a program without a browser.

import { definePage, toSignIn } from '../../pages/define-page.js';
import { deviceCodePage } from '../../pages/device-page.js';

export const getDevice = definePage({
  method: 'GET',
  path: '/device',
  summary: 'Page for the code of a program without a browser',
  handler: ({ browser }) => (browser.session === null ? toSignIn('/device') : deviceCodePage(browser)),
});
