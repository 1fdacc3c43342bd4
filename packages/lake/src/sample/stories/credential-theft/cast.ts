// Who and what plays in story two: the engineer, the stolen account, the attackers' tools.

import { type Account, domain } from '../../company/accounts.js';
import { foreignProgram } from '../../company/software.js';
import type { World } from '../../world.js';

export const controlServer = { ip: '192.0.2.77', port: 8443, url: 'telemetry-lens.example' };

export const poisonedSite = 'tools.spectra-free.example';

export const installer = foreignProgram('SpectraViewSetup.exe', '%USERPROFILE%\\Downloads', {
  originalName: 'SpectraViewSetup.exe',
  product: 'SpectraView',
  version: '4.1',
});

export const loader = foreignProgram('spectrasvc.exe', '%USERPROFILE%\\AppData\\Local\\SpectraView', {
  originalName: 'spectrasvc.exe',
});

export const dumper = foreignProgram('mk64.exe', 'C:\\Windows\\Temp', {
  originalName: 'mimikatz.exe',
  internalName: 'mimikatz',
  product: 'mimikatz',
  version: '2.2.0.0',
  description: 'mimikatz for Windows',
});

export const collector = foreignProgram('sharp.exe', 'C:\\Windows\\Temp', {
  originalName: 'SharpHound.exe',
  internalName: 'SharpHound.exe',
  version: '1.1.1',
});

export const ticketTool = foreignProgram('rb.exe', 'C:\\Windows\\Temp', {
  originalName: 'Rubeus.exe',
  internalName: 'Rubeus.exe',
  version: '1.0.0.0',
});

/** The account that the attackers add, named like a help desk's. */
export const addedAccount: Account = {
  name: 'svc_helpdesk2',
  domain: domain.name,
  sid: `${domain.sid}-4411`,
  upn: `svc_helpdesk2@${domain.dns}`,
  objectId: '',
  displayName: 'svc_helpdesk2',
  kind: 'administrator',
};

export const victimOf = (world: World) => world.company.desk('Engineering', 2);

export function stolen(world: World): Account {
  const account = world.company.administrators[1];
  if (!account) throw new Error('story: expected two administrators, found fewer');
  return account;
}
