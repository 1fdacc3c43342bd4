// Takes an administrator's decision about an application, and goes on with the request that asked for it.

import { prepare, withoutPrompt } from '../../oauth/authorize.js';
import { giveConsent } from '../../oauth/give-consent.js';
import { replyWithFault } from '../../oauth/reply-to-client.js';
import { definePage } from '../../pages/define-page.js';
import { localPath } from '../../pages/local-path.js';
import { pageRefusal } from '../../wire/page-wire.js';

export const postConsent = definePage({
  method: 'POST',
  path: '/consent',
  summary: "Decide about an application's access for the tenant",
  controls: ['DAT-1', 'USE-4'],
  async handler({ call, browser, fields }) {
    const self = localPath(fields.get('request')) ?? '';
    const [, segment, version] = /^\/([^/?]+)\/oauth2(\/v2\.0)?\/authorize\?/i.exec(self) ?? [];
    if (segment === undefined) throw pageRefusal(400, 'Not understood', 'The form names no authorization request.');
    // The person has just proved and decided what the prompt asked for.
    const { prompt, ...query } = Object.fromEntries(new URL(self, call.origin).searchParams);
    const asked = { ...call, query };
    const next = withoutPrompt(self);
    const prepared = await prepare({
      ...{ call: asked, browser, segment: decodeURIComponent(segment), self: next },
      version: version === undefined ? '1.0' : '2.0',
    });
    if (!('decision' in prepared)) return prepared;
    const { address, session, tenantId, decision } = prepared;
    const { account } = session;
    if (account.role !== 'administrator' || account.tenantId !== tenantId) {
      throw pageRefusal(403, 'Not allowed', 'Only an administrator of the tenant decides for it.');
    }
    if (fields.get('decision') !== 'approve') {
      const fault = { error: 'access_denied', number: 65004, description: 'the administrator declined to consent' };
      return replyWithFault(address, fault, call);
    }
    // After `prompt=consent` all was shown again, else only what was missing.
    const isRenewal = prompt === 'consent';
    const permissions = isRenewal ? decision.asked : decision.missing;
    const noticeHash = fields.get('notice') ?? '';
    await giveConsent(call, account, { tenantId, applicationId: address.application.id, permissions, noticeHash });
    return { location: next };
  },
});
