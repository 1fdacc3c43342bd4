import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { chainStart, hashEvent } from './event-chain.js';
import type { RecordedEvent } from './event-log.js';
import { exportEvents, readEvents } from './export-events.js';
import { verifyEvents } from './verify-events.js';

/** A chain as the log would have made it. */
function chainOf(details: readonly Record<string, unknown>[]): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const [index, detail] of details.entries()) {
    const previousHash = events.at(-1)?.hash ?? chainStart;
    const content = { id: index + 1, at: index, actor: 'operator', kind: 'a.made', subject: 's', detail, previousHash };
    events.push({ ...content, hash: hashEvent(content) });
  }
  return events;
}

const chains = fc
  .array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 2, maxLength: 12 })
  .map((details) => chainOf(JSON.parse(JSON.stringify(details))));
const position = fc.nat();

const logOf = (events: readonly RecordedEvent[]) => ({
  head: async () => ({ id: events.length, hash: events.at(-1)?.hash ?? chainStart }),
  page: async (after: number, limit: number) => events.slice(after, after + limit),
});

async function textOf(events: readonly RecordedEvent[]): Promise<string> {
  let text = '';
  for await (const line of exportEvents(logOf(events))) text += line;
  return text;
}

async function* inPartsOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

test('the hash is the one that anybody can compute from the canonical JSON', () => {
  // printf '%s' '{"actor":"system",…}' | sha256sum
  const content = {
    ...{ id: 1, at: 0, actor: 'system', kind: 'tenant.created', subject: 'a', detail: { z: 1, a: 'é' } },
    previousHash: chainStart,
  };
  const text = `{"actor":"system","at":0,"detail":{"a":"é","z":1},"id":1,"kind":"tenant.created","previousHash":"${chainStart}","subject":"a"}`;
  expect(canonicalJson(content)).toBe(text);
  expect(hashEvent(content)).toBe('ac3133172db06da884aeca16e260a84086e0cf7f42b95a0f2757205ee4596003');
});

describe('verifying', () => {
  test('an empty log is whole', async () => {
    expect(await verifyEvents([])).toEqual({ count: 0, head: chainStart, fault: null, headAt: null });
  });

  test('any field of any event altered is found at that event', async () => {
    const fields = ['id', 'at', 'actor', 'kind', 'subject', 'detail', 'previousHash', 'hash', 'extra'] as const;
    await fc.assert(
      fc.asyncProperty(
        chains,
        position,
        fc.constantFrom(...fields),
        fc.jsonValue(),
        async (events, at, field, value) => {
          const index = at % events.length;
          const before = (events[index] as unknown as Record<string, unknown>)[field];
          fc.pre(JSON.stringify(value) !== JSON.stringify(before));
          const tampered = events.map((event, i) => (i === index ? { ...event, [field]: value } : event));
          expect(await verifyEvents(tampered)).toMatchObject({ count: index, fault: { what: expect.any(String) } });
        },
      ),
    );
  });

  test('an event removed, repeated or moved is found', async () => {
    await fc.assert(
      fc.asyncProperty(chains, position, position, async (events, from, to) => {
        const [a, b] = [from % (events.length - 1), to % events.length];
        const removed = events.toSpliced(a, 1);
        expect(await verifyEvents(removed)).toMatchObject({ count: a, fault: { what: 'id', expected: String(a + 1) } });
        const [event] = events.slice(b);
        if (event === undefined) return;
        expect((await verifyEvents(events.toSpliced(b, 0, event))).fault).not.toBeNull();
        if (a !== b) expect((await verifyEvents(events.toSpliced(b, 1).toSpliced(a, 0, event))).fault).not.toBeNull();
      }),
    );
  });

  test('a missing end and a chain made anew are found by the head that was noted, at the time or since', async () => {
    await fc.assert(
      fc.asyncProperty(chains, position, async (events, at) => {
        const noted = events[at % events.length];
        if (noted === undefined) return;
        const head = noted.hash;
        expect(await verifyEvents(events, { head })).toMatchObject({ fault: null, headAt: noted.id });
        const truncated = events.slice(0, noted.id - 1);
        expect((await verifyEvents(truncated)).fault).toBeNull();
        expect(await verifyEvents(truncated, { head })).toMatchObject({ fault: { what: 'head', expected: head } });
        const anew = chainOf(events.map(({ detail }, index) => (index === 0 ? { ...detail, forged: true } : detail)));
        expect((await verifyEvents(anew)).fault).toBeNull();
        expect(await verifyEvents(anew, { head })).toMatchObject({ fault: { what: 'head' } });
      }),
    );
  });
});

describe('the export', () => {
  test('is read back to the same chain, however it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(chains, fc.integer({ min: 1, max: 400 }), async (events, size) => {
        const text = await textOf(events);
        expect(await verifyEvents(readEvents(inPartsOf(text, size)))).toMatchObject({
          count: events.length,
          fault: null,
        });
      }),
    );
  });

  test('with any one character altered, removed or added is refused or found', async () => {
    await fc.assert(
      fc.asyncProperty(chains, position, fc.string({ minLength: 0, maxLength: 1 }), fc.boolean(), async (...drawn) => {
        const [events, at, character, insert] = drawn;
        const text = await textOf(events);
        const index = at % text.length;
        const altered = text.slice(0, index) + character + text.slice(index + (insert ? 0 : 1));
        // Without its last newline the file says the same.
        fc.pre(altered !== text && altered !== text.slice(0, -1));
        const outcome = await verifyEvents(readEvents(inPartsOf(altered, 100))).then(
          ({ fault }) => fault,
          (error: unknown) => error,
        );
        expect(outcome).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('a line that is no event is named by its number', async () => {
    const text = await textOf(chainOf([{}, {}]));
    for (const line of ['null', '[]', '{}', '{"id":3', ' ', '{"id":3,"id":3,"detail":{}}']) {
      const read = verifyEvents(readEvents(inPartsOf(`${text}${line}\n`, 50)));
      await expect(read, line).rejects.toMatchObject({
        code: 'events-unreadable',
        message: expect.stringMatching(/^line 3: /),
      });
    }
  });
});
