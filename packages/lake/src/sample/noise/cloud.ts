// Work in the cloud on ordinary days: sign-ins, documents, mailboxes, chats, administration, and the applications' own calls.

import { type Account, domain } from '../company/accounts.js';
import { homeOf, office, type Place } from '../company/network.js';
import type { Person } from '../company/people.js';
import { type Random, Weighted } from '../random.js';
import { day, hour, type Moment, minute, second } from '../timeline.js';
import type { Routine, World } from '../world.js';
import type { CloudActivity, CloudService, OAuthApplication } from '../writers/cloud-writer.js';
import { cloudApplications } from '../writers/identity-writer.js';
import { documentName, projects } from './documents.js';
import { chromeOnWindows, everyday, oldWindows, phone } from './user-agents.js';

type Deed = Omit<CloudActivity, 'account' | 'place'>;
interface DeedKind {
  readonly weight: number;
  make(random: Random, person: Person, world: World): Deed;
}

const file = (action: string, service: CloudService, weight: number): DeedKind => ({
  weight,
  make(random, person) {
    const name = documentName(random);
    const site =
      service === 'oneDrive'
        ? `${domain.sharePoint.replace('.sharepoint', '-my.sharepoint')}/personal/${person.account.name}`
        : `${domain.sharePoint}/sites/${random.pick(projects)}`;
    return {
      service,
      action,
      objectName: name,
      objectType: 'File',
      objectId: `${site}/${name}`,
      activityType: action.replace('File', ''),
      raw: { SourceFileName: name, SiteUrl: site, ObjectId: `${site}/${name}` },
    };
  },
});

/** A MailItemsAccessed record in the service's own shape. */
export function mailAccess(
  random: Random,
  account: Account,
  clientAppId: string,
  messages: readonly string[],
  throttled = false,
) {
  return {
    service: 'exchange' as const,
    action: 'MailItemsAccessed',
    objectType: 'Mailbox',
    raw: {
      MailboxOwnerUPN: account.upn,
      MailboxGuid: random.guid(),
      AppId: cloudApplications.graph.id,
      ClientAppId: clientAppId,
      OperationCount: messages.length,
      OperationProperties: [
        { Name: 'MailAccessType', Value: 'Bind' },
        { Name: 'IsThrottled', Value: throttled ? 'True' : 'False' },
      ],
      Folders: [
        {
          Path: '\\Inbox',
          FolderItems: messages.map((InternetMessageId) => ({
            InternetMessageId,
            SizeInBytes: random.between(2_000, 90_000),
          })),
        },
      ],
    },
  };
}

const deeds: readonly DeedKind[] = [
  file('FileAccessed', 'sharePoint', 20),
  file('FileModified', 'sharePoint', 10),
  file('FileDownloaded', 'sharePoint', 5),
  file('FileUploaded', 'oneDrive', 9),
  file('FilePreviewed', 'oneDrive', 5),
  file('FileDeleted', 'oneDrive', 1),
  {
    weight: 14,
    make: (random, person) =>
      mailAccess(random, person.account, cloudApplications.outlookMobile.id, [
        `<${random.hex(20).toUpperCase()}@${domain.dns}>`,
      ]),
  },
  { weight: 5, make: () => ({ service: 'exchange', action: 'Send', objectType: 'Mailbox' }) },
  {
    weight: 3,
    make: (_, person) => ({
      service: 'exchange',
      action: 'HardDelete',
      objectType: 'Mailbox',
      raw: {
        MailboxOwnerUPN: person.account.upn,
        AffectedItems: [{ Subject: 'Old digest', ParentFolder: { Path: '\\Deleted Items' } }],
      },
    }),
  },
  {
    weight: 0.5,
    make: () => ({
      service: 'exchange',
      action: 'New-InboxRule',
      objectType: 'Rule',
      raw: {
        Parameters: [
          { Name: 'Name', Value: 'Newsletters' },
          { Name: 'MoveToFolder', Value: 'Read later' },
        ],
      },
    }),
  },
  {
    weight: 1,
    make: (random, _, world) => ({
      service: 'exchange',
      action: 'SendAs',
      impersonated: true,
      objectType: 'Mailbox',
      raw: { MailboxOwnerUPN: random.pick(world.company.department('Management')).account.upn },
    }),
  },
  {
    weight: 11,
    make: () => ({
      service: 'teams',
      action: 'MessageSent',
      objectType: 'Chat',
      raw: { CommunicationType: 'OneOnOne' },
    }),
  },
  {
    weight: 5,
    make: (random) => ({
      service: 'teams',
      action: 'ReactedToMessage',
      objectType: 'Chat',
      raw: { MessageReactionType: random.pick(['like', 'heart', 'laugh', 'surprised', '🎉']) },
    }),
  },
  { weight: 3, make: () => ({ service: 'teams', action: 'MeetingParticipantDetail', objectType: 'Meeting' }) },
  {
    weight: 2,
    make: (random) => ({
      service: 'copilot',
      action: 'CopilotInteraction',
      raw: {
        CopilotEventData: {
          AppHost: 'Word',
          ModelTransparencyDetails: [{ ModelName: random.pick(['model-large', 'model-small']) }],
        },
      },
    }),
  },
  {
    weight: 9,
    make: () => ({ service: 'office', action: 'UserLoggedIn', activityType: 'Logon', objectType: 'Account' }),
  },
  { weight: 1, make: () => ({ service: 'office', action: 'Change user password.', objectType: 'Account' }) },
];

const adminDeeds: readonly DeedKind[] = [
  {
    weight: 4,
    make: (random, person) => ({
      service: 'office',
      action: 'Update user.',
      admin: true,
      objectType: 'Account',
      raw: {
        ObjectId: person.account.upn,
        ModifiedProperties: [
          {
            Name: 'StrongAuthenticationUserDetails',
            NewValue: `[{"PhoneNumber":"+44 1632960${random.digits(3)}"}]`,
            OldValue: '[]',
          },
        ],
      },
    }),
  },
  {
    weight: 1,
    make: (_, person) => ({
      service: 'office',
      action: 'Add member to group.',
      admin: true,
      objectType: 'Group',
      raw: { ObjectId: person.account.upn },
    }),
  },
  {
    weight: 0.4,
    make: (random) => ({
      service: 'office',
      action: 'Hard Delete user.',
      admin: true,
      objectType: 'Account',
      raw: { ObjectId: `leaver${random.digits(2)}@${domain.dns}` },
    }),
  },
  {
    weight: 0.3,
    make: (random) => ({
      service: 'office',
      action: 'Add member to role.',
      admin: true,
      objectType: 'Role',
      raw: {
        Target: [
          { ID: 'ServicePrincipal_a1', Type: 2 },
          { ID: random.guid(), Type: 2 },
          { ID: 'ServicePrincipal', Type: 2 },
        ],
        ModifiedProperties: [
          { Name: 'Role.ObjectID', NewValue: random.guid() },
          { Name: 'Role.DisplayName', NewValue: 'Directory Readers' },
          { Name: 'Role.TemplateId', NewValue: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b' },
        ],
      },
    }),
  },
  {
    weight: 1.2,
    make: (_, person, world) =>
      defenderDeed('RunAntiVirusScan', {
        DeviceName: ownDevice(world, person),
        ActionComment: 'Routine check',
        ActionScope: 'Quick',
      }),
  },
  {
    weight: 0.5,
    make: (random) =>
      defenderDeed(random.pick(['CreateCustomDetection', 'EditCustomDetection']), {
        Workload: 'Microsoft365Defender',
        RuleName: 'Office starts a shell',
        RuleId: '118',
        RuleFrequency: '1',
        AlertTitle: 'Office starts a shell',
        AlertSeverity: 'Medium',
        AlertCategory: 'Execution',
        MitreTechniques: 'T1059',
        Query: 'DeviceProcessEvents | take 1',
        IsEnabled: 'true',
      }),
  },
  {
    weight: 0.2,
    make: () =>
      defenderDeed('ChangeCustomDetectionRuleStatus', {
        RuleName: 'Noisy printer driver',
        RuleId: '97',
        Query: 'DeviceEvents | take 1',
        IsEnabled: 'false',
      }),
  },
  {
    weight: 0.3,
    make: () =>
      defenderDeed('SetAdvancedFeatures', {
        SettingName: 'Live Response unsigned script execution',
        SettingsNewValue: 'false',
      }),
  },
  { weight: 0.3, make: () => defenderDeed('Write AlertsSuppressionRules', { RuleName: 'Lab scanner' }) },
  {
    weight: 0.2,
    make: () =>
      defenderDeed('ExclusionConfigurationAdded', { ResultDescription: 'Scanner excluded from reconnaissance alerts' }),
  },
  {
    weight: 0.2,
    make: () =>
      defenderDeed('EditRole', {
        RoleName: 'Tier 1 analysts',
        RolePermissions: 'View data; alerts investigation',
        AssignedGroups: 'grp-servicedesk',
      }),
  },
  {
    weight: 0.1,
    make: () =>
      defenderDeed('LiveResponseGetFile', { FileName: 'C:\\Windows\\Temp\\setup.log', FileSHA256: '00'.repeat(32) }),
  },
];

/** Something an administrator did in the security portal. */
export function defenderDeed(action: string, raw: Readonly<Record<string, unknown>>): Deed {
  return { service: 'defender', action, admin: true, raw: { ResultDescription: 'Success', ...raw } };
}

function ownDevice(world: World, person: Person): string {
  return world.company.devices.find(({ owner }) => owner === person)?.name ?? world.company.server('jump-server').name;
}

/** Applications that have been here for long. */
function knownApplications(random: Random): OAuthApplication[] {
  const application = (
    name: string,
    origin: 'Internal' | 'External',
    privilege: 'High' | 'Medium' | 'Low',
    permissions: string,
    consentedUsers: number,
    publisher?: string,
  ): OAuthApplication => ({
    id: random.guid(),
    servicePrincipalId: random.guid(),
    name,
    origin,
    privilege,
    permissions: permissions.split(' ').map((permission, index) => ({
      name: permission,
      type: origin === 'Internal' ? 'Application' : 'Delegated',
      privilege: index === 0 ? privilege : 'Low',
      inUse: index < 2,
    })),
    consentedUsers,
    adminConsented: origin === 'Internal',
    ...(publisher ? { publisher } : {}),
    addedAt: -random.between(60, 800) * day,
    ownerTenantId: origin === 'Internal' ? domain.tenantId : random.guid(),
  });
  return [
    application(
      'Quillfen backup connector',
      'Internal',
      'High',
      'Mail.ReadWrite Files.Read.All Sites.Read.All User.Read.All',
      0,
    ),
    application('Quillfen intranet', 'Internal', 'Low', 'User.Read Calendars.Read', 160),
    application('Build notifications', 'Internal', 'Medium', 'ChannelMessage.Send User.Read', 0),
    application('Meeting room panel', 'External', 'Medium', 'Calendars.ReadWrite User.Read', 12, 'Roomly'),
    application('Survey helper', 'External', 'Low', 'User.Read openid profile', 43, 'Surveyfolk'),
    application('Signature studio', 'External', 'High', 'Mail.Send Mail.ReadBasic User.Read', 28, 'Inkwell Apps'),
    application('Drawing viewer', 'External', 'Medium', 'Files.Read offline_access', 31, 'Dekker Labs'),
    application('Travel desk', 'External', 'Low', 'User.Read', 9),
  ];
}

/** Cloud work of the whole staff. */
export function workInTheCloud(world: World): Routine {
  const random = world.random('cloud work');
  const weighted = new Weighted(deeds, ({ weight }) => weight);
  const weightedAdmin = new Weighted(adminDeeds, ({ weight }) => weight);
  const applications = knownApplications(random);
  const admins = world.company.people.filter(({ administrator }) => administrator);
  return (hourStart) => {
    const activity = world.timeline.officeActivity(hourStart);
    const moment = () => hourStart + Math.floor(random.next() * (hour - minute));
    repeat(random.count(38 * activity * world.scale), () => {
      const person = random.pick(world.company.people);
      const userAgent = random.chance(0.01) ? oldWindows : random.pick(everyday);
      world.cloud.activity(moment(), {
        ...weighted.pick(random).make(random, person, world),
        account: person.account,
        place: placeOf(random, person),
        userAgent,
        ...(userAgent === oldWindows ? { userAgentTags: ['Outdated operating system'] } : {}),
      });
    });
    repeat(random.count(1.1 * activity * world.scale), () => {
      const person = random.pick(admins);
      world.cloud.activity(moment(), {
        ...weightedAdmin.pick(random).make(random, person, world),
        account: person.administrator ?? person.account,
        place: office,
        userAgent: chromeOnWindows,
      });
    });
    repeat(random.count(20 * activity * world.scale), () => signIn(world, random, moment()));
    repeat(random.count(3 * world.scale), () => callGraph(world, random, moment(), random.pick(applications)));
    if (Math.floor(world.timeline.hourOfDay(hourStart + hour / 2)) === 5)
      for (const application of applications) world.cloud.application(moment(), application);
  };
}

function repeat(times: number, run: () => void): void {
  for (let done = 0; done < times; done++) run();
}

function placeOf(random: Random, person: Person): Place {
  return random.chance(0.75) ? office : homeOf(person.account.name);
}

function signIn(world: World, random: Random, at: Moment): void {
  const person = random.pick(world.company.people);
  const device = world.company.devices.find(({ owner }) => owner === person);
  const place = placeOf(random, person);
  const application = random.pick([
    cloudApplications.officePortal,
    cloudApplications.teams,
    cloudApplications.exchange,
    cloudApplications.sharePoint,
    cloudApplications.outlookMobile,
  ]);
  const failed = random.chance(0.05);
  world.identity.signIn(at, {
    account: person.account,
    application,
    place,
    userAgent: device ? random.pick(everyday) : phone,
    errorCode: failed ? random.pick([50126, 50074, 50053, 50140, 65001]) : 0,
    interactive: random.chance(0.4),
    multiFactor: random.chance(0.8),
    ...(device ? { device } : {}),
  });
  world.identity.logon(at + second, {
    account: person.account,
    application: 'Microsoft 365',
    place,
    ...(failed ? { failure: 'WrongPassword' } : {}),
    ...(random.chance(0.01) ? { type: 'Cmsi:Cmsi' } : {}),
  });
}

function callGraph(world: World, random: Random, at: Moment, application: OAuthApplication): void {
  const person = random.pick(world.company.people);
  const delegated = application.origin === 'External';
  const path = random.pick([
    'me',
    'me/calendarView',
    'users?$top=100',
    `users/${person.account.objectId}`,
    'sites/root',
    'groups?$select=id,displayName',
    'me/messages?$top=10',
  ]);
  world.cloud.graph(at, {
    applicationId: application.id,
    servicePrincipalId: application.servicePrincipalId,
    place: office,
    uri: `https://graph.microsoft.com/v1.0/${path}`,
    scopes: application.permissions.map(({ name }) => name).join(' '),
    status: random.chance(0.04) ? 403 : 200,
    ...(delegated ? { account: person.account } : {}),
  });
  if (random.chance(0.4)) world.identity.applicationSignIn(at, application, office);
}
