// Who and what plays in story three: the application, its victims and its host.

import type { Place } from '../../company/network.js';
import type { Person } from '../../company/people.js';
import type { World } from '../../world.js';
import type { OAuthApplication } from '../../writers/cloud-writer.js';

export const applicationId = 'b7c1e0d4-3f52-4c0a-9a86-5d6e21f0a7c3';

export const servicePrincipalId = '0d9b7f1c-88a2-4b6e-b1d5-9f2c4e7a6130';

export const applicationName = 'Quillfen Docs Viewer Pro';

export const scopes = [
  'Mail.ReadWrite',
  'Mail.Send',
  'MailboxSettings.ReadWrite',
  'Contacts.Read',
  'Files.Read.All',
  'User.Read',
  'offline_access',
];

export const consentUrl = `https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=${applicationId}&response_type=code&redirect_uri=https%3A%2F%2Fdocs-viewer-pro.example%2Fcb&scope=${scopes.join('%20')}`;

export const forwardTo = 'archive.box71@postbin.example';

/** Where the application really runs. */
export const farAway: Place = {
  ip: '192.0.2.201',
  country: 'SC',
  countryName: 'Seychelles',
  city: 'Victoria',
  state: 'English River',
  isp: 'Coral Hosting Ltd',
  latitude: '-4.62',
  longitude: '55.45',
};

export function victimsOf(world: World): readonly Person[] {
  const pick = (department: string, index: number): Person => world.company.desk(department, index).person;
  return [pick('Sales', 1), pick('Purchasing', 0), pick('Management', 2)];
}

export function application(world: World, daysAgo: number): OAuthApplication {
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
