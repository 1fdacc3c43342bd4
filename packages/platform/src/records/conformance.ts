// What the state must do wherever it lies, as tests: a place for it calls this with a way to open it.

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEventLog } from './event-log.js';
import { exportEvents, readEvents } from './export-events.js';
import { migrate } from './migrate.js';
import type { Records } from './open-records.js';
import type { RecordsSchema } from './schema/index.js';
import { verifyEvents } from './verify-events.js';

/** A place for one state, empty at first. */
export interface StatePlace {
  /** Opens it as a node does. */
  open(): Promise<Records>;
  /** Opens it without migrations and without the log's rules; `destroy` closes it. */
  openBare(): Promise<Kysely<RecordsSchema>>;
  remove(): Promise<void>;
}

export const by = { actor: 'operator', reason: 'test' };

/** A change that leaves a row beside its event. */
export function addLabel(records: Records, name: string): Promise<unknown> {
  return records.change({ by, kind: 'label.created', subject: name }, (t) =>
    t.insertInto('label').values({ kind: 'table', name, created_at: 0 }).execute(),
  );
}

export function recordsConformance(name: string, createPlace: () => Promise<StatePlace>): void {
  describe(`records: ${name}`, () => {
    const tenantId = randomUUID();
    const applicationId = randomUUID();
    let place: StatePlace;
    let records: Records;
    beforeAll(async () => {
      place = await createPlace();
      await fillFirstVersion(place, tenantId, applicationId);
      records = await place.open();
    });
    afterAll(async () => {
      await records?.close();
      await place?.remove();
    });

    test('a state of the first version keeps its rows, and its events become a chain', async () => {
      const { db, events } = records;
      const application = await db.selectFrom('application').selectAll().executeTakeFirstOrThrow();
      expect(application).toMatchObject({ id: applicationId, owner_id: tenantId, state: 'active', attested_at: 22 });
      const list = await events.list();
      expect(list.map(({ id, at, detail }) => ({ id, at, detail }))).toEqual([
        { id: 1, at: 11, detail: { reason: 'before' } },
        { id: 2, at: 22, detail: { reason: 'after a gap' } },
      ]);
      expect(await verifyEvents(list)).toMatchObject({ count: 2, fault: null });
    });

    test('a change and its event are there together, and listeners were told, when it resolves', async () => {
      const told: unknown[] = [];
      const stop = records.onChange((change) => told.push(change));
      await addLabel(records, 'together');
      stop();
      const { id } = await records.events.head();
      expect(told).toEqual([{ id, kind: 'label.created', subject: 'together' }]);
      expect(await records.events.page(id - 1, 5)).toMatchObject([
        { id, actor: 'operator', kind: 'label.created', subject: 'together', detail: { reason: 'test' } },
      ]);
      expect(await records.db.selectFrom('label').selectAll().where('name', '=', 'together').execute()).toHaveLength(1);
      await addLabel(records, 'untold');
      expect(told).toHaveLength(1);
    });

    test('a change that fails leaves neither row nor event nor a gap in the numbers', async () => {
      const before = await records.events.head();
      const failing = records.change({ by, kind: 'label.created', subject: 'gone' }, async (t) => {
        await t.insertInto('label').values({ kind: 'table', name: 'gone', created_at: 0 }).execute();
        throw new Error('changed its mind');
      });
      await expect(failing).rejects.toThrow('changed its mind');
      // A zero byte has no place in a text column: the event fails, and its change with it.
      await expect(addLabel(records, 'nul\0')).rejects.toThrow();
      expect(await records.events.head()).toEqual(before);
      expect(await records.db.selectFrom('label').selectAll().where('name', '=', 'gone').execute()).toEqual([]);
      await addLabel(records, 'next');
      expect(await records.events.head()).toMatchObject({ id: before.id + 1 });
    });

    test('an event cannot be changed, removed or emptied out', async () => {
      const before = await records.events.list();
      const { db } = records;
      await expect(db.updateTable('event').set({ actor: 'nobody' }).execute()).rejects.toThrow(/append-only: UPDATE/);
      await expect(db.deleteFrom('event').where('id', '=', 1).execute()).rejects.toThrow(/append-only: DELETE/);
      await expect(sql`truncate event`.execute(db)).rejects.toThrow(/append-only: TRUNCATE/);
      expect(await records.events.list()).toEqual(before);
    });

    test('changes made at once are told in the order of their numbers', async () => {
      const { id: before } = await records.events.head();
      const told: number[] = [];
      const stop = records.onChange(({ id }) => told.push(id));
      await Promise.all(Array.from({ length: 40 }, (_, number) => addLabel(records, `at-once-${number}`)));
      stop();
      expect(told).toEqual(Array.from({ length: 40 }, (_, index) => before + 1 + index));
    });

    test('whatever the detail holds, the chain holds, in the log and in its export', async () => {
      const any = fc.record({ subject: fc.string({ unit: 'binary' }), detail: fc.dictionary(fc.string(), anyValue()) });
      await fc.assert(
        fc.asyncProperty(any, async ({ subject, detail }) => {
          const clean = subject.replaceAll('\0', '');
          await records.change({ by, kind: 'test.made', subject: clean, detail }, async () => {});
        }),
        { numRuns: 30 },
      );
      await records.change(
        { by, kind: 'test.made', subject: 'half \ud800 a pair', detail: { '\udc00': -0, missing: undefined } },
        async () => {},
      );
      const { id, hash } = await records.events.head();
      const whole = { count: id, head: hash, fault: null, headAt: id };
      expect(await verifyEvents(await records.events.list(), { head: hash })).toEqual(whole);
      expect(await verifyEvents(readEvents(exportEvents(records.events)), { head: hash })).toEqual(whole);
    });

    test('work of one name is done by one at a time, after work that failed too', async () => {
      let running = 0;
      const work = async () => {
        expect(++running).toBe(1);
        await records.events.head();
        running -= 1;
        return 'done';
      };
      const failing = records.alone('work', async () => {
        await work();
        throw new Error('failed');
      });
      const done = Promise.all([records.alone('work', work), records.alone('work', work)]);
      await expect(failing).rejects.toThrow('failed');
      expect(await done).toEqual(['done', 'done']);
    });

    test.each([
      ['at', { at: 1 }],
      ['actor', { actor: 'nobody' }],
      ['kind', { kind: 'label.removed' }],
      ['subject', { subject: 'another' }],
      ['detail', { detail: '{"reason":"another"}' }],
    ] as const)('whoever gets past the rules and alters %s of an event is found', async (_, altered) => {
      const undo = new Error('undo');
      const tampering = records.db.transaction().execute(async (t) => {
        await sql`alter table event disable trigger event_is_never_changed`.execute(t);
        await t.updateTable('event').set(altered).where('id', '=', 3).execute();
        const report = await verifyEvents(await createEventLog(t).list());
        expect(report).toMatchObject({ count: 2, fault: { id: 3, what: 'hash' } });
        throw undo;
      });
      await expect(tampering).rejects.toBe(undo);
      expect(await verifyEvents(await records.events.list())).toMatchObject({ fault: null });
    });
  });
}

/** The state as the first version left it, with a gap in the numbers of its events. */
async function fillFirstVersion(place: StatePlace, tenantId: string, applicationId: string): Promise<void> {
  const bare = await place.openBare();
  await migrate(bare, '0001-identity');
  await sql`insert into tenant values (${tenantId}, 'Contoso', 'contoso.example', 22)`.execute(bare);
  await sql`insert into application values (${applicationId}, ${tenantId}, ${randomUUID()}, 'Hunter', 22)`.execute(
    bare,
  );
  const addEvent = (at: number, reason: string) =>
    sql`insert into event (at, actor, kind, subject, detail)
      values (${at}, 'system', 'tenant.created', ${tenantId}, ${JSON.stringify({ reason })}) returning id`.execute(
      bare,
    );
  await addEvent(11, 'before');
  await sql`select nextval(pg_get_serial_sequence('event', 'id'))`.execute(bare);
  const { rows } = await addEvent(22, 'after a gap');
  expect(rows).toEqual([{ id: 3 }]);
  await bare.destroy();
}

/** Values that JSON may or may not have a form for. */
function anyValue(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.jsonValue(), fc.double(), fc.string({ unit: 'binary' }), fc.constant(undefined));
}
