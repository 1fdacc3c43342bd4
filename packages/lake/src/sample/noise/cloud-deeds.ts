// What people and administrators do in cloud services, as tables: how often, and what the service's audit record says.

import { type Account, domain } from '../company/accounts.js';
import type { Person } from '../company/people.js';
import type { Random } from '../random.js';
import type { World } from '../world.js';
import type { CloudActivity, CloudService } from '../writers/cloud-writer.js';
import { cloudApplications } from '../writers/identity-writer.js';
import { documentName, projects } from './documents.js';

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

export const deeds: readonly DeedKind[] = [
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

export const adminDeeds: readonly DeedKind[] = [
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
