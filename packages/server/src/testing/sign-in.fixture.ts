// People and applications for tests of sign-in, made as an operator makes them.

import { type Application, type ResourceId, sampleRegistration } from '@gamekeeper/platform';
import type { TestServer } from './start-test-server.js';
import { createTestBrowser, type TestBrowser } from './test-browser.js';

const by = { actor: 'test', reason: 'test' };

export const password = 'lantern-orbit-quilt-7';
export const redirectUri = 'https://app.example/back';

export const graphPermission = { resource: 'graph' as ResourceId, permission: 'ThreatHunting.Read.All' };

/** A licensed application whose owner accepted the terms; public unless told, allowed to ask for hunting through Graph. */
export async function registerApplication({ platform, sample, now }: TestServer, changes = {}): Promise<Application> {
  const { applications, licences, permissions } = platform.identity.parties;
  const application = await applications.register(
    {
      ...{ ...sampleRegistration, displayName: 'Hunting console', isPublic: true },
      redirectUris: [redirectUri, 'http://localhost/back'],
      ...{ tenantId: sample.tenant.id, ownerId: sample.owner.id },
      ...changes,
    },
    by,
  );
  await licences.grant({ tenantId: sample.tenant.id, applicationId: application.id }, by);
  await permissions.grant({ applicationId: application.id, ...graphPermission }, by);
  const { acceptances } = platform.terms;
  for (const { document, hash } of await acceptances.unaccepted(application.id, now())) {
    await acceptances.accept({ applicationId: application.id, document, hash, acceptedBy: 'test' }, by);
  }
  return application;
}

/** Makes a one-time link for the sample's administrator, opens it and sets the password. */
export async function signInAdministrator(
  server: TestServer,
  userName?: string,
  browser = createTestBrowser(server.url),
): Promise<TestBrowser> {
  const { signIn, identity } = server.platform;
  const person = userName === undefined ? server.sample.administrator : await identity.parties.people.get(userName);
  const token = await signIn.invitations.create(person.id, by);
  await browser.open(`/invitation?token=${token}`);
  await browser.submit('/invitation', { password, again: password });
  return browser;
}

/** A user of the sample's tenant, signed in. */
export async function signInUser(server: TestServer, userName = 'ada@sample.example'): Promise<TestBrowser> {
  const { people } = server.platform.identity.parties;
  if ((await people.find(userName)) === null) {
    const { id } = server.sample.tenant;
    await people.create({ tenantId: id, userName, displayName: 'Ada <b>L</b>', role: 'user' }, by);
  }
  return signInAdministrator(server, userName);
}
