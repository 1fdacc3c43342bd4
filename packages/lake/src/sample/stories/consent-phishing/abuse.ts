// What the application of story three does with its permissions, and how it ends.

import { type Account, domain } from '../../company/accounts.js';
import { homeOf, office } from '../../company/network.js';
import { mailAccess } from '../../noise/cloud-deeds.js';
import { chromeOnWindows, edgeOnWindows, pythonRequests } from '../../noise/user-agents.js';
import { hour, type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { cloudApplications } from '../../writers/identity-writer.js';
import { applicationId, applicationName, farAway, forwardTo, scopes, servicePrincipalId, victimsOf } from './cast.js';

/** Every night the application reads on, faster than a person could. */
export function readMail(world: World, at: Moment, night: number): void {
  const random = world.random(`reading ${night}`);
  for (const [index, person] of victimsOf(world).entries()) {
    const { account } = person;
    let moment = at + index * 7 * minute;
    world.identity.applicationSignIn(moment, { name: applicationName, id: applicationId, servicePrincipalId }, farAway);
    world.identity.signIn(moment + second, {
      account,
      application: { name: applicationName, id: applicationId },
      place: farAway,
      userAgent: pythonRequests,
      interactive: false,
      risk: 50,
    });
    world.identity.logon(moment + second, {
      account,
      application: 'Microsoft 365',
      place: farAway,
      type: 'OAuth2:Token',
    });
    const graph = (path: string, size: number) =>
      world.cloud.graph(moment, {
        applicationId,
        servicePrincipalId,
        account,
        place: farAway,
        uri: `https://graph.microsoft.com/v1.0/${path}`,
        scopes: scopes.join(' '),
        size,
      });
    for (const path of ['me', 'me/contacts?$top=999', 'me/mailFolders', 'me/mailboxSettings']) graph(path, 9_000);
    for (let page = 0; page < 34; page++) {
      moment += Math.floor((0.6 + random.next()) * second);
      graph(
        `me/messages?$top=100&$skip=${page * 100}&$filter=${page % 3 === 0 ? "contains(subject,'invoice')" : 'hasAttachments%20eq%20true'}`,
        812_000 + random.below(90_000),
      );
      if (page % 2 === 0)
        world.cloud.activity(moment, {
          ...mailAccess(
            random,
            account,
            applicationId,
            Array.from({ length: 8 }, () => `<${random.hex(20).toUpperCase()}@${domain.dns}>`),
            page > 28,
          ),
          account,
          place: farAway,
          anonymousProxy: true,
          userAgent: pythonRequests,
          oauthAppId: applicationId,
          uncommon: ['ISP', 'Country', 'ActionType'],
        });
    }
  }
}

export function forwardMail(world: World, at: Moment): void {
  for (const [index, { account }] of victimsOf(world).entries()) {
    const raw = (Operation: string) => ({
      MailboxOwnerUPN: account.upn,
      ClientAppId: applicationId,
      ObjectId: `${account.displayName}\\..`,
      Parameters: [
        { Name: 'Name', Value: '..' },
        { Name: 'SubjectOrBodyContainsWords', Value: 'invoice;payment;bank;IBAN' },
        { Name: 'ForwardTo', Value: forwardTo },
        { Name: 'DeleteMessage', Value: 'True' },
      ],
      Operation,
    });
    const activity = {
      service: 'exchange' as const,
      account,
      place: farAway,
      userAgent: pythonRequests,
      objectType: 'Rule',
      oauthAppId: applicationId,
      anonymousProxy: true,
    };
    world.cloud.activity(at + index * minute, { ...activity, action: 'New-InboxRule', raw: raw('New-InboxRule') });
    world.cloud.activity(at + index * minute + 5 * second, {
      ...activity,
      action: 'UpdateInboxRules',
      raw: raw('UpdateInboxRules'),
    });
    world.cloud.graph(at + index * minute, {
      applicationId,
      servicePrincipalId,
      account,
      place: farAway,
      method: 'POST',
      uri: 'https://graph.microsoft.com/v1.0/me/mailFolders/inbox/messageRules',
      scopes: scopes.join(' '),
      status: 201,
    });
    for (let mail = 0; mail < 6; mail++)
      world.mail.deliver(at + (5 + mail * 9) * hour + index * 3 * minute, {
        from: { ...mailboxOf(account), ip: office.ip },
        to: { address: forwardTo, name: '' },
        subject: `FW: Invoice Heron ${4100 + mail * 7 + index}`,
        direction: 'Outbound',
      });
  }
  const victim = victimsOf(world)[0];
  if (victim)
    world.alerts.raise(at + 20 * minute, {
      title: 'Suspicious inbox forwarding rule',
      category: 'Collection',
      severity: 'Medium',
      service: 'Microsoft Cloud App Security',
      techniques: ['Email Forwarding Rule (T1114.003)'],
      account: victim.account,
      ip: farAway.ip,
      application: { name: applicationName, id: applicationId },
    });
}

function mailboxOf(account: Account) {
  return { address: account.upn, name: account.displayName, objectId: account.objectId };
}

/** What it was all for. */
export function redirectPayment(world: World, at: Moment): void {
  const [, buyer] = victimsOf(world);
  if (!buyer) throw new Error('story: expected three victims, found fewer');
  for (const [index, customer] of [
    'accounts@lensworks.example',
    'finance@dekker-labs.example',
    'payments@hollin-university.example',
  ].entries())
    world.mail.deliver(at + index * 40 * second, {
      from: { ...mailboxOf(buyer.account), ip: farAway.ip },
      to: { address: customer, name: 'Accounts' },
      subject: 'RE: Invoice Heron 4121 - new bank details',
      direction: 'Outbound',
      urls: ['https://docs-viewer-pro.example/invoice/4121'],
    });
  world.cloud.activity(at + 2 * second, {
    service: 'exchange',
    action: 'Send',
    account: buyer.account,
    place: farAway,
    userAgent: pythonRequests,
    oauthAppId: applicationId,
    objectType: 'Mailbox',
    raw: { ClientAppId: applicationId, MailboxOwnerUPN: buyer.account.upn },
  });
}

export function respond(world: World, at: Moment): void {
  const admin = world.company.department('It Admins')[0];
  if (!admin) throw new Error('story: expected someone in IT, found nobody');
  const account = admin.administrator ?? admin.account;
  const audit = {
    service: 'office' as const,
    account,
    place: office,
    admin: true,
    userAgent: chromeOnWindows,
    objectName: applicationName,
    objectType: 'Application',
    objectId: applicationId,
  };
  world.cloud.activity(at, { ...audit, action: 'Remove delegated permission grant.' });
  world.cloud.activity(at + minute, { ...audit, action: 'Remove service principal.' });
  for (const [index, { account: victim }] of victimsOf(world).entries()) {
    world.cloud.activity(at + (2 + index) * minute, {
      service: 'exchange',
      action: 'Remove-InboxRule',
      account,
      admin: true,
      place: office,
      userAgent: chromeOnWindows,
      raw: { ObjectId: victim.upn },
    });
    world.identity.signIn(at + (20 + index) * minute, {
      account: victim,
      application: cloudApplications.officePortal,
      place: homeOf(victim.name),
      userAgent: edgeOnWindows,
      multiFactor: true,
    });
  }
  world.alerts.raise(at + 10 * minute, {
    title: 'Suspicious OAuth app was disabled',
    category: 'Persistence',
    severity: 'High',
    service: 'Microsoft Cloud App Security',
    techniques: ['Steal Application Access Token (T1528)'],
    account: victimsOf(world)[0]?.account ?? account,
    application: { name: applicationName, id: applicationId },
    ip: farAway.ip,
  });
}
