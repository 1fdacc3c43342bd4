// Shows who asks under a device's code, and for what.

import { findDeviceAuthorization } from '../../oauth/device-authorization.js';
import { definePage, toSignIn } from '../../pages/define-page.js';
import { deviceCodePage, deviceDecisionPage } from '../../pages/device-page.js';

export const postDevice = definePage({
  method: 'POST',
  path: '/device',
  summary: 'Look up the code of a program without a browser',
  controls: ['REG-5'],
  async handler({ call, browser, fields }) {
    const { session } = browser;
    if (session === null) return toSignIn('/device');
    const userCode = fields.get('user_code') ?? '';
    const found = await findDeviceAuthorization(call, session, userCode);
    if (found === null) return deviceCodePage(browser, 'That code waits for nobody; it may have expired.');
    const { application, tenantId, decision } = found;
    const wanted = { tenantId, applicationId: application.id, permissions: decision.missing };
    const notice = decision.missing.length === 0 ? null : await call.services.terms.consents.notice(wanted);
    const permissions = [...new Set(decision.asked.map(({ permission }) => permission))];
    return deviceDecisionPage({
      ...{ browser, session, userCode, permissions, notice, applicationName: application.displayName },
    });
  },
});
