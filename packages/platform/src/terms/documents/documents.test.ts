import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { by, day, openTermsFixture, type TermsFixture } from '../terms.fixture.js';
import { readClauses, readDocumentFile, readEffectiveDate } from './read-document.js';
import { shippedDocuments } from './shipped-documents.js';

let fixture: TermsFixture;
beforeAll(async () => {
  fixture = await openTermsFixture();
});
afterAll(() => fixture.close());

const body = (text: string) => `# House rules\n\n## One {#H-1}\n\n${text}\n\n## Two {#H-2}\n\nSecond.\n`;

describe('shipped documents', () => {
  test('the first start publishes them in force; a later one adds nothing', async () => {
    const { documents } = fixture.terms;
    const published = await documents.publishShipped(by);
    expect(published.map(({ document }) => document)).toEqual([...shippedDocuments]);
    const inForce = await documents.allInForce(fixture.clock());
    expect(inForce.map(({ document, version, acceptance }) => [document, version, acceptance])).toEqual([
      ['acceptable-use', '1', 'explicit'],
      ['api-terms', '1', 'explicit'],
      ['privacy-statement', '1', 'none'],
    ]);
    expect(await documents.publishShipped(by)).toEqual([]);
  });
});

describe('publishing', () => {
  const rules = { document: 'house-rules', acceptance: 'explicit' } as const;

  test('CHG-2: a version is in force from its effective date on, to the millisecond', async () => {
    const { documents } = fixture.terms;
    const now = fixture.clock();
    await documents.publish({ ...rules, version: '1', body: body('First.'), effectiveAt: now }, by);
    const second = { ...rules, version: '2', body: body('Changed.'), effectiveAt: now + 10 * day };
    await documents.publish(second, by);
    expect((await documents.inForce('house-rules', now + 10 * day - 1))?.version).toBe('1');
    expect((await documents.inForce('house-rules', now + 10 * day))?.version).toBe('2');
    expect(await documents.inForce('house-rules', now - 1)).toBeNull();
    expect(await documents.nextEffectiveAt(now)).toBe(now + 10 * day);
    expect(await documents.nextEffectiveAt(now + 10 * day)).toBeNull();
    expect(await documents.get('house-rules', '1')).toMatchObject({ title: 'House rules', effectiveAt: now });
    expect((await fixture.records.events.list()).at(-1)).toMatchObject({
      ...{ kind: 'terms.published', subject: 'house-rules', detail: { version: '2' } },
    });
  });

  test.each([
    ['the same version', { version: '2' }, 'version-taken'],
    ['the past', { effectiveAt: -1 }, 'effective-past'],
    ['a date before a published one', { effectiveAt: 5 * day }, 'document-superseded'],
    ['no title', { body: '## One {#H-1}\n' }, 'document-malformed'],
    ['a heading without clause id', { body: '# T\n## One\n' }, 'document-malformed'],
    ['a clause id twice', { body: '# T\n## One {#H-1}\n## Two {#H-1}\n' }, 'document-malformed'],
    ['no clause', { body: '# T\n\ntext\n' }, 'document-malformed'],
    ['a name that is an address', { document: 'acceptances' }, 'document-malformed'],
    ['a name with a path', { document: '../etc' }, 'document-malformed'],
    ['a version that is an address', { version: 'diff' }, 'document-malformed'],
  ])('%s is refused', async (_, fault: Record<string, unknown>, code) => {
    const { documents } = fixture.terms;
    const now = fixture.clock();
    const { effectiveAt = 11 * day, ...rest } = fault as { effectiveAt?: number };
    const options = { ...rules, version: '3', body: body('Third.'), ...rest, effectiveAt: now + effectiveAt };
    await expect(documents.publish(options, by)).rejects.toMatchObject({ code });
    await expect(documents.get('house-rules', '3')).rejects.toMatchObject({ code: 'version-unknown' });
  });

  test('versions are compared clause by clause', async () => {
    const { documents } = fixture.terms;
    const third = `${body('Changed.').replace('## Two {#H-2}', '## Zwei {#H-3}')}`;
    await documents.publish({ ...rules, version: '3', body: third, effectiveAt: fixture.clock() + 20 * day }, by);
    const { clauses, patch } = await documents.diff('house-rules', '1', '2');
    expect(clauses).toEqual([
      {
        ...{ id: 'H-1', heading: 'One', kind: 'changed' },
        changes: [
          { kind: 'same', text: 'One\n' },
          { kind: 'removed', text: 'First' },
          { kind: 'added', text: 'Changed' },
          { kind: 'same', text: '.' },
        ],
      },
    ]);
    expect(patch).toContain('-First.\n+Changed.');
    const renamed = await documents.diff('house-rules', '2', '3');
    expect(renamed.clauses.map(({ id, kind }) => [id, kind])).toEqual([
      ['H-3', 'added'],
      ['H-2', 'removed'],
    ]);
    expect((await documents.diff('house-rules', '2', '2')).clauses).toEqual([]);
    await expect(documents.diff('nothing', '1', '2')).rejects.toMatchObject({ code: 'document-unknown' });
  });
});

describe('reading files', () => {
  test('front matter is optional, what it says wrongly is named', () => {
    expect(readDocumentFile('# T\n')).toMatchObject({ document: null, version: null, body: '# T\n' });
    const file = '---\r\ndocument: a-b\r\nversion: 2\r\neffective: 2027-01-31\r\nacceptance: deemed\r\n---\r\n# T\r\n';
    expect(readDocumentFile(file)).toEqual({
      ...{ document: 'a-b', version: '2', acceptance: 'deemed', body: '# T\n' },
      effectiveAt: Date.parse('2027-01-31T00:00:00Z'),
    });
    expect(() => readDocumentFile('---\nacceptance: perhaps\n---\n# T')).toThrow(/explicit, deemed or none.*perhaps/);
    expect(() => readEffectiveDate('2027-02-31T')).toThrow(/2027-02-31T/);
    expect(() => readEffectiveDate('tomorrow')).toThrow(/tomorrow/);
  });

  test('headings in code are text', () => {
    const { clauses } = readClauses('# T\n## One {#H-1}\n```\n## not a heading\n```\n');
    expect(clauses).toEqual([{ id: 'H-1', heading: 'One', text: '```\n## not a heading\n```' }]);
  });

  test('every text below a clause is in exactly that clause', () => {
    const line = fc.string().filter((text) => !/[#`~\r\n\u2028\u2029]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), (texts) => {
        const document = ['# T', ...texts.flatMap((lines, i) => [`## H ${i} {#C-${i}}`, ...lines])].join('\n');
        const { clauses } = readClauses(document);
        expect(clauses.map(({ id, text }) => [id, text])).toEqual(
          texts.map((lines, i) => [`C-${i}`, lines.join('\n').trim()]),
        );
      }),
    );
  });
});
