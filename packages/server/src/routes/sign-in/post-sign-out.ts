// Ends the browser's session.

import { definePage } from '../../pages/define-page.js';
import { localPath } from '../../pages/local-path.js';

export const postSignOut = definePage({
  method: 'POST',
  path: '/sign-out',
  summary: 'Sign out',
  async handler({ browser, fields }) {
    await browser.signOut();
    return { location: localPath(fields.get('next')) ?? '/sign-in' };
  },
});
