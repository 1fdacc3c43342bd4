// Work in the cloud on ordinary days: sign-ins, deeds, and the applications' own calls.

import { domain } from '../company/accounts.js';
import { homeOf, office, type Place } from '../company/network.js';
import type { Person } from '../company/people.js';
import { type Random, Weighted } from '../random.js';
import { day, hour, type Moment, minute, second } from '../timeline.js';
import type { Routine, World } from '../world.js';
import type { OAuthApplication } from '../writers/cloud-writer.js';
import { cloudApplications } from '../writers/identity-writer.js';
import { adminDeeds, deeds } from './cloud-deeds.js';
import { chromeOnWindows, everyday, oldWindows, phone } from './user-agents.js';

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

export function repeat(times: number, run: () => void): void {
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
