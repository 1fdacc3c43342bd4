import type { Moment } from '../../timeline.js';
import type { PlannedAction } from '../../world.js';
import type { Story } from '../story.js';
import { forwardMail, readMail, redirectPayment, respond } from './abuse.js';
import { application, applicationId, applicationName, farAway, forwardTo, victimsOf } from './cast.js';
import { consent, sendInvitations } from './consent.js';

export const consentPhishing: Story = {
  title: 'A consent-phishing OAuth application (nine to two days ago)',
  summary: `Mail "Shared document" leads to a consent page; three people consent to "${applicationName}" (${applicationId});
it reads their mail through Graph from ${farAway.isp} (${farAway.country}), sets inbox rules that forward to ${forwardTo},
and sends an invoice with new bank details.
Hunt: "Consent to application." and MailItemsAccessed in CloudAppEvents, OAuthAppInfo with Mail.* permissions,
New-InboxRule, GraphAPIAuditEvents by ApplicationId and IpAddress.`,
  needs: () => [],
  plan(world): PlannedAction[] {
    const { timeline } = world;
    return [
      { at: timeline.daysAgo(9, 10, 12), run: (at) => sendInvitations(world, at) },
      ...victimsOf(world).map((person, index) => ({
        at: timeline.daysAgo(9, 10, 52 + index * 20),
        run: (at: Moment) => consent(world, at, person),
      })),
      ...[8, 7, 6, 5, 4, 3].map((days) => ({
        at: timeline.daysAgo(days, 3, 30),
        run: (at: Moment) => readMail(world, at, days),
      })),
      ...[8, 7, 6, 5, 4, 3, 2].map((days) => ({
        at: timeline.daysAgo(days, 5, 10),
        run: (at: Moment) => world.cloud.application(at, application(world, days)),
      })),
      { at: timeline.daysAgo(7, 4, 5), run: (at) => forwardMail(world, at) },
      { at: timeline.daysAgo(3, 9, 20), run: (at) => redirectPayment(world, at) },
      { at: timeline.daysAgo(2, 11, 0), run: (at) => respond(world, at) },
    ];
  },
};
