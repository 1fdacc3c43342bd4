import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRegistration } from '../identity/seed-sample.js';
import { openRecords, type Records } from '../records/index.js';
import { describeWithPostgres, startPostgres, type TestPostgres } from '../records/testing/start-postgres.js';
import { createParties, type Parties } from './create-parties.js';
import { by, codeOf } from './parties.fixture.js';

describeWithPostgres('two nodes that change the same party at once', () => {
  const nodes: Records[] = [];
  let postgres: TestPostgres;
  let parties: readonly [Parties, Parties];
  let tenantId: string;
  let ownerId: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    const connectionString = await postgres.createDatabase();
    const clock = () => Date.parse('2026-01-01T00:00:00Z');
    const open = async () => {
      const records = await openRecords({ connectionString, clock });
      nodes.push(records);
      return createParties({ records, clock });
    };
    parties = [await open(), await open()];
    const [{ tenants, owners }] = parties;
    tenantId = (await tenants.create({ displayName: 'Contoso', domain: 'contoso.example' }, by)).id;
    ownerId = (await owners.create({ displayName: 'Fabrikam', email: 'ops@fabrikam.example' }, by)).id;
  });
  afterAll(async () => {
    await Promise.all(nodes.map((records) => records.close()));
    await postgres.stop();
  });

  const register = async () => {
    const { id } = await parties[0].applications.register({ ...sampleRegistration, tenantId, ownerId }, by);
    return { tenantId, applicationId: id };
  };
  const onEach = (attempt: (node: Parties) => Promise<unknown>) =>
    Promise.all(parties.flatMap((node) => [codeOf(attempt(node)), codeOf(attempt(node))])).then((codes) =>
      codes.sort(),
    );

  test('make two secrets between them, not more', async () => {
    const { applicationId } = await register();
    const secret = { applicationId, displayName: 's' };
    expect(await onEach(({ credentials }) => credentials.addSecret(secret, by))).toEqual([
      ...['accepted', 'accepted', 'registration-invalid', 'registration-invalid'],
    ]);
  });

  test('leave two live secrets after any number of rotations', async () => {
    const { applicationId } = await register();
    const secret = { applicationId, displayName: 's' };
    const accepted = Array.from({ length: 4 }, () => 'accepted');
    expect(await onEach(({ credentials }) => credentials.rotate(secret, by))).toEqual(accepted);
    const all = await parties[1].credentials.list(applicationId);
    expect(all.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(2);
  });

  test('grant one licence, and suspend it once', async () => {
    const between = await register();
    const once = ['accepted', 'state-invalid', 'state-invalid', 'state-invalid'];
    expect(await onEach(({ licences }) => licences.grant(between, by))).toEqual(once);
    expect(await onEach(({ licences }) => licences.suspend(between, by))).toEqual(once);
    expect(await onEach(({ applications }) => applications.suspend(between.applicationId, by))).toEqual(once);
  });

  test('never take the last table back between them', async () => {
    const between = await register();
    const tables = ['AlertInfo', 'DeviceInfo', 'EmailEvents'];
    for (const table of tables) await parties[0].tableGrants.grant({ ...between, table }, by);
    await Promise.all(
      tables.map((table, index) =>
        codeOf((parties[index % 2] as Parties).tableGrants.revoke({ ...between, table }, by)),
      ),
    );
    expect(await parties[1].tableGrants.list(between)).toHaveLength(1);
  });
});
