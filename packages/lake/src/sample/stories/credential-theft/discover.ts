// How story two maps the domain and guesses the password of an administrator.

import { domain } from '../../company/accounts.js';
import { foreignProgram } from '../../company/software.js';
import type { Process } from '../../machines/process.js';
import { type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { collector, stolen, ticketTool, victimOf } from './cast.js';

export function mapTheDomain(world: World, at: Moment, implant: Process): void {
  const { device, person } = victimOf(world);
  const machine = world.machine(device);
  const controller = world.company.server('domain-controller');
  machine.file(at, implant, {
    folder: collector.folder,
    name: collector.fileName,
    content: collector,
    size: collector.size,
  });
  const hound = machine.start(at + 5 * second, {
    parent: implant,
    program: collector,
    commandLine: 'sharp.exe -CollectionMethod All -d quillfen.example --zipfilename map.zip',
  });
  machine.connect(at + 7 * second, hound, { to: { ip: controller.ip, port: 389, url: controller.name } });
  machine.event(
    at + 8 * second,
    'LdapSearch',
    hound,
    {},
    {
      AttributeList: ['objectSid', 'memberOf'],
      ScopeOfSearch: 'SubTree',
      SearchFilter: '(&(samAccountType=805306368)(servicePrincipalName=*))',
      DistinguishedName: domain.distinguishedName,
    },
  );
  machine.start(at + 3 * second, {
    parent: implant,
    program: foreignProgram('nbtscan.exe', 'C:\\Windows\\Temp'),
    commandLine: 'nbtscan.exe 10.20.1.0/24',
  });
  for (const [index, { device: other }] of world.machines.entries())
    if (other !== device)
      for (const port of [445, 135])
        machine.connect(at + 10 * second + index * 2 * second, hound, {
          to: { ip: other.ip, port, url: other.name },
          action: index % 5 === 0 ? 'ConnectionFailed' : 'ConnectionSuccess',
        });
  for (const port of [21, 22, 25, 53, 80, 110, 139, 389, 443, 636, 8080])
    for (let host = 10; host < 22; host++)
      machine.connect(at + 3 * minute + (port % 50) * second, hound, {
        to: { ip: `10.20.1.${host}`, port, url: '' },
        action: port === 389 || port === 443 ? 'ConnectionSuccess' : 'ConnectionFailed',
      });
  machine.file(at + 5 * minute, hound, { folder: 'C:\\Windows\\Temp', name: 'map.zip' });
  for (const [type, query] of [
    ['QueryUser', '(&(objectClass=user)(adminCount=1))'],
    ['QueryComputer', '(userAccountControl:1.2.840.113556.1.4.803:=8192)'],
    ['QueryGroup', '(cn=Domain Admins)'],
    ['AllDomains', '(objectClass=trustedDomain)'],
  ] as const)
    world.identity.query(at + 20 * second, {
      by: person.account,
      from: device,
      to: controller,
      type,
      target: 'Many objects',
      query,
    });
  world.identity.query(at + 40 * second, {
    by: person.account,
    from: device,
    to: controller,
    type: 'EnumerateUsers',
    target: 'Domain Admins',
    query: '',
    protocol: 'Samr',
    targetAccount: stolen(world),
  });
  const roast = machine.start(at + 9 * minute, {
    parent: implant,
    program: ticketTool,
    commandLine: 'rb.exe kerberoast /outfile:C:\\Windows\\Temp\\h.txt',
  });
  for (const service of [world.company.services.sql, world.company.services.web])
    world.identity.logon(at + 9 * minute + 2 * second, {
      account: person.account,
      from: device,
      to: controller,
      additional: { Spns: `MSSQLSvc/${service.name}`, EncryptionType: 'Rc4Hmac', Category: 'Credential Access' },
    });
  world.alerts.raise(at + 12 * minute, {
    title: 'Suspicious LDAP query',
    category: 'Discovery',
    severity: 'Medium',
    service: 'Microsoft Defender for Identity',
    techniques: ['Kerberoasting (T1558.003)'],
    device,
    account: person.account,
    process: roast,
  });
}

/** A burst of failures over many accounts, then one success. */
export function guessPasswords(world: World, at: Moment, implant: Process): void {
  const { device } = victimOf(world);
  const origin = world.machine(device);
  const target = world.machine(world.company.server('jump-server'));
  const names = world.company.people.slice(0, 34).map(({ account }) => account);
  const prize = stolen(world);
  let moment = at;
  for (let attempt = 0; attempt < 170; attempt++) {
    moment += Math.floor((1 + origin.random.next() * 3) * second);
    const account = attempt % 4 === 0 ? prize : (names[attempt % names.length] ?? prize);
    target.logon(moment, {
      account,
      type: 'Network',
      protocol: 'NTLM',
      from: { ip: device.ip, device: device.host },
      failure: attempt % 23 === 22 ? 'AccountLocked' : 'InvalidUserNameOrPassword',
      localAdmin: false,
    });
    world.identity.logon(moment, {
      account,
      from: device,
      to: target.device,
      protocol: 'Ntlm',
      failure: 'WrongPassword',
    });
    if (attempt % 10 === 0)
      origin.connect(moment, implant, { to: { ip: target.device.ip, port: 445, url: target.device.name } });
  }
  moment += 4 * second;
  target.logon(moment, {
    account: prize,
    type: 'Network',
    protocol: 'NTLM',
    from: { ip: device.ip, device: device.host },
    localAdmin: true,
  });
  world.identity.logon(moment, { account: prize, from: device, to: target.device, protocol: 'Ntlm' });
  world.identity.change(moment + 3 * minute, {
    action: 'Account Password changed',
    by: prize,
    from: device,
    on: world.company.server('domain-controller'),
    targetAccount: prize,
  });
  world.alerts.raise(moment + 5 * minute, {
    title: 'Suspected brute-force attack (NTLM)',
    category: 'CredentialAccess',
    severity: 'Medium',
    service: 'Microsoft Defender for Identity',
    techniques: ['Password Spraying (T1110.003)'],
    device: target.device,
    account: prize,
    ip: device.ip,
  });
}
