// How story three begins: the invitations, and those who consent.

import { office } from '../../company/network.js';
import type { Person } from '../../company/people.js';
import { edgeOnWindows } from '../../noise/user-agents.js';
import { day, type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { cloudApplications } from '../../writers/identity-writer.js';
import { mailbox } from '../../writers/mail-writer.js';
import { applicationId, applicationName, consentUrl, farAway, scopes, servicePrincipalId, victimsOf } from './cast.js';

export function sendInvitations(world: World, at: Moment): void {
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

export function consent(world: World, at: Moment, person: Person): void {
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
