// Story three: no malware at all. A friendly application asks for consent, and then reads three people's mail from far away.

import { type Account, domain } from '../company/accounts.js';
import { homeOf, office, type Place } from '../company/network.js';
import type { Person } from '../company/people.js';
import { mailAccess } from '../noise/cloud.js';
import { chromeOnWindows, edgeOnWindows, pythonRequests } from '../noise/user-agents.js';
import { day, hour, type Moment, minute, second } from '../timeline.js';
import type { PlannedAction, World } from '../world.js';
import type { OAuthApplication } from '../writers/cloud-writer.js';
import { cloudApplications } from '../writers/identity-writer.js';
import { mailbox } from '../writers/mail-writer.js';
import type { Story } from './story.js';

const applicationId = 'b7c1e0d4-3f52-4c0a-9a86-5d6e21f0a7c3';
const servicePrincipalId = '0d9b7f1c-88a2-4b6e-b1d5-9f2c4e7a6130';
const applicationName = 'Quillfen Docs Viewer Pro';
const scopes = [
  'Mail.ReadWrite',
  'Mail.Send',
  'MailboxSettings.ReadWrite',
  'Contacts.Read',
  'Files.Read.All',
  'User.Read',
  'offline_access',
];
const consentUrl = `https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=${applicationId}&response_type=code&redirect_uri=https%3A%2F%2Fdocs-viewer-pro.example%2Fcb&scope=${scopes.join('%20')}`;
const forwardTo = 'archive.box71@postbin.example';

/** Where the application really runs. */
const farAway: Place = {
  ip: '192.0.2.201',
  country: 'SC',
  countryName: 'Seychelles',
  city: 'Victoria',
  state: 'English River',
  isp: 'Coral Hosting Ltd',
  latitude: '-4.62',
  longitude: '55.45',
};

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

function victimsOf(world: World): readonly Person[] {
  const pick = (department: string, index: number): Person => world.company.desk(department, index).person;
  return [pick('Sales', 1), pick('Purchasing', 0), pick('Management', 2)];
}

function application(world: World, daysAgo: number): OAuthApplication {
  return {
    id: applicationId,
    servicePrincipalId,
    name: applicationName,
    origin: 'External',
    privilege: 'High',
    permissions: scopes.map((name) => ({
      name,
      type: 'Delegated',
      privilege: /Mail|Files/.test(name) ? 'High' : 'Low',
      inUse: name !== 'Files.Read.All',
    })),
    consentedUsers: 3,
    adminConsented: false,
    addedAt: world.timeline.daysAgo(9, 10, 52),
    ownerTenantId: 'c2f3a1b0-7d11-4e55-b0a9-6f4421e9d8aa',
    status: daysAgo <= 2 ? 'DisabledByAppGovernance' : 'Enabled',
  };
}

function sendInvitations(world: World, at: Moment): void {
  const from = { address: 'no-reply@docs-viewer-pro.example', name: 'Docs Viewer', ip: '192.0.2.60' };
  const victims = victimsOf(world);
  const others = [
    ...world.company.department('Sales').slice(3, 11),
    ...world.company.department('Purchasing').slice(4, 8),
  ];
  for (const [index, person] of [...victims, ...others].entries()) {
    const message = world.mail.deliver(at + index * 2 * second, {
      from,
      to: mailbox(person),
      subject: 'Shared document: framework contract 2024',
      direction: 'Inbound',
      urls: [consentUrl],
    });
    const isVictim = index < victims.length;
    if (isVictim || index % 4 === 0)
      world.mail.click(at + (38 + (isVictim ? index * 20 : index)) * minute, {
        url: consentUrl,
        person,
        ip: office.ip,
        message,
      });
    if (!isVictim) world.mail.remove(at + 7 * day + index * second, message, 'Manual remediation', 'Phish');
    if (index === 0)
      world.alerts.raise(at + 2 * day, {
        title: 'A potentially malicious URL click was detected',
        category: 'InitialAccess',
        severity: 'Medium',
        service: 'Microsoft Defender for Office 365',
        techniques: ['Spearphishing Link (T1566.002)'],
        account: person.account,
        url: consentUrl,
        message,
      });
  }
}

function consent(world: World, at: Moment, person: Person): void {
  const { account } = person;
  const random = world.random(`consent ${account.name}`);
  const userAgent = edgeOnWindows;
  const machineOf = world.machines.find(({ device }) => device.owner === person);
  const browser = machineOf?.session?.open.get('OUTLOOK.EXE');
  if (machineOf && browser)
    machineOf.event(at - 30 * second, 'BrowserLaunchedToOpenUrl', browser, { RemoteUrl: consentUrl });
  world.identity.signIn(at - 10 * second, {
    account,
    application: { name: applicationName, id: applicationId },
    resource: cloudApplications.graph,
    place: office,
    userAgent,
    multiFactor: true,
    ...(machineOf ? { device: machineOf.device } : {}),
  });
  const audit = {
    service: 'office' as const,
    account,
    place: office,
    userAgent,
    objectName: applicationName,
    objectType: 'Application',
    objectId: applicationId,
    oauthAppId: applicationId,
  };
  const target = [
    { ID: `ServicePrincipal_${servicePrincipalId}`, Type: 2 },
    { ID: servicePrincipalId, Type: 2 },
    { ID: 'ServicePrincipal', Type: 2 },
    { ID: applicationName, Type: 1 },
    { ID: applicationId, Type: 2 },
  ];
  const shared = {
    ObjectId: applicationId,
    Target: target,
    Actor: [
      { ID: account.upn, Type: 5 },
      { ID: account.objectId, Type: 3 },
    ],
    ExtendedProperties: [
      { Name: 'additionalDetails', Value: JSON.stringify({ 'User-Agent': userAgent, AppId: applicationId }) },
    ],
  };
  world.cloud.activity(at, {
    ...audit,
    action: 'Add service principal.',
    raw: {
      ...shared,
      ModifiedProperties: [{ Name: 'AppAddress', NewValue: 'https://docs-viewer-pro.example/cb', OldValue: '[]' }],
    },
  });
  world.cloud.activity(at + 2 * second, {
    ...audit,
    action: 'Add delegated permission grant.',
    raw: {
      ...shared,
      ModifiedProperties: [{ Name: 'DelegatedPermissionGrant.Scope', NewValue: ` ${scopes.join(' ')}`, OldValue: '' }],
    },
  });
  world.cloud.activity(at + 3 * second, {
    ...audit,
    action: 'Consent to application.',
    objects: [
      { Type: 'User', Role: 'Actor', Name: account.displayName, Id: account.objectId },
      { Type: 'Service Principal', Role: 'Target object', Name: applicationName, Id: servicePrincipalId },
    ],
    raw: {
      ...shared,
      ModifiedProperties: [
        { Name: 'ConsentContext.IsAdminConsent', NewValue: 'False', OldValue: '' },
        {
          Name: 'ConsentAction.Permissions',
          NewValue: `[] => [[Id: ${random.hex(20)}, ClientId: ${servicePrincipalId}, ConsentType: Principal, Scope: ${scopes.join(' ')}]]`,
          OldValue: '',
        },
      ],
    },
  });
  world.cloud.activity(at + 40 * minute, {
    ...audit,
    action: 'Add service principal credentials.',
    place: farAway,
    raw: {
      ...shared,
      ModifiedProperties: [
        {
          Name: 'KeyDescription',
          NewValue: `[KeyIdentifier=${random.guid()},KeyType=Password,KeyUsage=Verify,DisplayName=sync]`,
          OldValue: '[]',
        },
      ],
    },
  });
}

/** Every night the application reads on, faster than a person could. */
function readMail(world: World, at: Moment, night: number): void {
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

function forwardMail(world: World, at: Moment): void {
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
function redirectPayment(world: World, at: Moment): void {
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

function respond(world: World, at: Moment): void {
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
