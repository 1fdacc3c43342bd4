import { type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';
import { languageRoutes } from './index.js';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await server.token('https://graph.microsoft.com');
});
afterAll(() => server.close());

interface Item {
  readonly kind: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

async function send(ask: string, body: unknown, bearer: string | null = token, { url }: { url: string } = server) {
  const response = await fetch(`${url}/api/language/${ask}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}
const labelOf = ({ label }: Item): string => label;
/** The caret is where the text has a `^`. */
function at(marked: string) {
  return { query: marked.replace('^', ''), position: marked.indexOf('^') };
}
const columnsAt = async (marked: string): Promise<readonly string[]> => {
  const { body } = await send('completions', at(marked));
  return body.items.filter(({ kind }: Item) => kind === 'column').map(labelOf);
};

describe('completions', () => {
  test('after a table and where are its columns, its functions behind them', async () => {
    const { status, body } = await send('completions', at('DeviceProcessEvents | where ^'));
    expect(status).toBe(200);
    const columns = body.items.filter(({ kind }: Item) => kind === 'column').map(labelOf);
    expect(columns).toContain('ProcessCommandLine');
    expect(columns).not.toContain('RemoteUrl');
    expect(body.edit).toEqual({ start: 28, length: 0 });
    expect(body.items).toContainEqual(
      expect.objectContaining({ kind: 'built-in-function', label: 'ago(timespan)', before: 'ago(', after: ')' }),
    );
  });

  test('replace the word that the caret is in, and follow what the query computes', async () => {
    const query = 'AlertInfo | extend Risk = strlen(Title) | where Ri^';
    const { body } = await send('completions', at(query));
    expect(body.edit).toEqual({ start: query.indexOf('Ri^'), length: 2 });
    expect(await columnsAt(query)).toContain('Risk');
  });

  test('positions count UTF-16 code units', async () => {
    const query = 'AlertInfo | where Title has "😀" and ^';
    const { body } = await send('completions', at(query));
    expect(body.edit.start).toBe(query.length - 1);
    expect(await columnsAt(query)).toContain('Severity');
  });

  test('a position past the end is the end; one that is none is refused', async () => {
    const end = await send('completions', { query: 'AlertInfo | ', position: 10_000 });
    expect(end.body.items.map(labelOf)).toContain('where');
    expect((await send('completions', { query: 'AlertInfo | ', position: -1 })).status).toBe(400);
    expect((await send('completions', { query: 'AlertInfo | ' })).status).toBe(400);
  });
});

describe('hover', () => {
  test.each([
    ['Alert^Info | take 1', 'table', /^AlertInfo: table\(Timestamp, AlertId/, 'AlertInfo'],
    ['AlertInfo | where Sev^erity == ""', 'column', /Severity: string/, 'Severity'],
    ['AlertInfo | summarize dco^unt(Title)', 'built-in-function', /dcount\(expr, \[accuracy\]\): long/, 'dcount'],
  ])('%s', async (marked, kind, text, word) => {
    const { body } = await send('hover', at(marked));
    expect(body.value).toMatchObject({ kind, text: expect.stringMatching(text) });
    const { start, length } = body.value.span;
    expect(at(marked).query.slice(start, start + length)).toBe(word);
  });

  test('over nothing tells nothing', async () => {
    expect((await send('hover', at('AlertInfo  ^  | take 1'))).body).toEqual({ value: null });
  });
});

describe('diagnostics', () => {
  interface Told {
    readonly span: { readonly start: number; readonly length: number };
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }
  const diagnose = async (query: string) =>
    (await send('diagnostics', { query })).body.value.map(({ span, severity, code, message }: Told) => [
      ...[query.slice(span.start, span.start + span.length), severity, code, message],
    ]);

  test('are those of the official binder, all of them, with their places', async () => {
    expect(await diagnose('AlertInfo | where nope == 1 | extend x = nothing(1)')).toEqual([
      ['nope', 'error', 'KS142', expect.stringContaining("'nope'")],
      ['nothing', 'error', 'KS211', expect.stringContaining("'nothing'")],
    ]);
  });

  test('and what a hunt would refuse', async () => {
    expect(await diagnose("AlertInfo | evaluate python(typeof(*), 'result = df')")).toEqual([
      ['python', 'error', 'unsupported', expect.stringContaining("'python'")],
    ]);
  });

  test('a hunt that runs has no error', async () => {
    expect(await diagnose('AlertInfo | where Timestamp > ago(1d) | summarize count() by Severity')).toEqual([]);
    expect(await diagnose('AlertInfo | extend B = todynamic(Title) | evaluate bag_unpack(B)')).not.toContainEqual(
      expect.arrayContaining(['error']),
    );
  });
});

test('classifications tile the words of a query by kind', async () => {
  const query = 'AlertInfo // all\n| where Title has "x"';
  const { body } = await send('classifications', { query });
  const parts = body.value.map(({ span, kind }: { span: { start: number; length: number }; kind: string }) => [
    query.slice(span.start, span.start + span.length),
    kind,
  ]);
  expect(parts).toEqual([
    ['AlertInfo', 'table'],
    ['// all', 'comment'],
    ['|', 'punctuation'],
    ['where', 'query-operator'],
    ['Title', 'column'],
    ['has', 'scalar-operator'],
    ['"x"', 'string-literal'],
  ]);
});

test('format lays a query out and keeps the caret in its word', async () => {
  const { body } = await send(
    'format',
    at('AlertInfo|where Title=="x"|summarize cou^nt() by Severity, Category|extend Share=count_*1.0|order by Share'),
  );
  expect(body.text).toBe(
    [
      ...['AlertInfo', '| where Title == "x"', '| summarize count() by Severity, Category'],
      ...['| extend Share = count_ * 1.0', '| order by Share'],
    ].join('\n'),
  );
  expect(body.text.slice(body.position - 3, body.position + 2)).toBe('count');
});

describe('who may ask', () => {
  test('nobody without a token, and no token without the permission to hunt', async () => {
    expect((await send('schema', undefined, null)).status).toBe(401);
    expect((await send('format', { query: 'print 1' }, null)).status).toBe(401);
    const { permissions } = server.platform.identity.parties;
    const grants = [
      ['graph', 'ThreatHunting.Read.All'],
      ['defender-xdr', 'AdvancedHunting.Read.All'],
      ['defender-endpoint', 'AdvancedQuery.Read.All'],
    ] as const;
    const by = { actor: 'test', reason: 'test' };
    const applicationId = server.sample.application.id;
    for (const [resource, permission] of grants) await permissions.revoke({ applicationId, resource, permission }, by);
    const bare = await server.token('https://graph.microsoft.com');
    for (const [resource, permission] of grants) await permissions.grant({ applicationId, resource, permission }, by);
    expect((await send('format', { query: 'print 1' }, bare)).body).toMatchObject({
      status: 403,
      code: 'roles-missing',
    });
  });

  test('spends nothing of the hunting quota', async () => {
    const used = async () => {
      const response = await fetch(`${server.url}/quota`, { headers: { authorization: `Bearer ${token}` } });
      return JSON.stringify(((await response.json()) as { quotas: unknown }).quotas);
    };
    const before = await used();
    await send('format', { query: 'print 1' });
    expect(await used()).toBe(before);
  });
});

describe('a hostile text', () => {
  test('that the binder would chew on for ever is cut off in time, and the next question is answered', async () => {
    const lets = Array.from({ length: 40 }, (_, i) =>
      i === 0 ? 'let t0 = AlertInfo;' : `let t${i} = t${i - 1} | union t${i - 1};`,
    );
    const { status, body } = await send('diagnostics', { query: `${lets.join('')} t39 | count` });
    expect([status, body.code]).toEqual([400, 'limits']);
    expect((await send('format', { query: 'print   1' })).body.text).toBe('print 1');
  });

  test('that is too deep or too long is refused at once, a diagnosis of it says so', async () => {
    const deep = `print ${'('.repeat(500)}1${')'.repeat(500)}`;
    expect((await send('hover', { query: deep, position: 3 })).body).toMatchObject({ status: 400, code: 'syntax' });
    const { body } = await send('diagnostics', { query: deep });
    expect(body.value).toEqual([expect.objectContaining({ code: 'syntax', message: expect.stringContaining('400') })]);
    expect((await send('format', { query: 'x'.repeat(100_001) })).status).toBe(400);
  });
});

test('every answer is what its documented schema says', async () => {
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(languageRoutes.map(({ path }) => path)));
  for (const { path, method, schemas } of languageRoutes) {
    const ask = String(path).replace('/api/language/', '');
    const body = { query: 'AlertInfo | where nope == 1', position: 3 };
    const told = await send(ask, method === 'GET' ? undefined : body);
    const schema: TSchema = schemas.response?.[200] ?? Type.Never();
    expect([...Value.Errors(schema, told.body)], ask).toEqual([]);
  }
});

describe('USE-7: an application with narrowed grants', () => {
  let narrowed: TestServer;
  let bearer: string;
  const ask = (question: string, body: unknown) => send(question, body, bearer, narrowed);
  const namesOf = (named: readonly { readonly name: string }[]) => named.map(({ name }) => name);
  const labelsAt = async (kind: string, marked: string) =>
    (await ask('completions', at(marked))).body.items.filter((item: Item) => item.kind === kind).map(labelOf);

  beforeAll(async () => {
    narrowed = await startTestServer();
    bearer = await narrowed.token('https://graph.microsoft.com');
    const grant = { tenantId: narrowed.sample.tenant.id, applicationId: narrowed.sample.application.id };
    const columns = ['AlertId', 'Title'];
    const by = { actor: 'test', reason: 'test' };
    await narrowed.platform.identity.parties.tableGrants.grant({ ...grant, table: 'AlertInfo', columns }, by);
  });
  afterAll(() => narrowed.close());

  test('is told of its tables and columns only', async () => {
    const whole = namesOf((await send('schema', undefined)).body.tables);
    expect(whole).toContain('DeviceProcessEvents');
    expect(whole).not.toContain('ApiAuditEvents');
    expect((await ask('schema', undefined)).body.tables).toEqual([
      {
        name: 'AlertInfo',
        description: expect.stringMatching(/^Alerts/),
        product: 'alerts',
        columns: [
          { name: 'AlertId', type: 'string' },
          { name: 'Title', type: 'string' },
        ],
      },
    ]);
    expect(await labelsAt('column', 'AlertInfo | where ^')).toEqual(['AlertId', 'Title']);
    expect(await labelsAt('column', 'DeviceInfo | where ^')).toEqual([]);
    expect(await labelsAt('table', '^')).toEqual(['AlertInfo']);
    expect((await ask('hover', at('AlertInfo | where Sev^erity == ""'))).body.value).toBeNull();
  });

  test('is told which table it may not read', async () => {
    const { body } = await ask('diagnostics', { query: 'AlertInfo | union DeviceInfo' });
    expect(body.value).toEqual([
      expect.objectContaining({ severity: 'error', code: 'forbidden-table', span: { start: 18, length: 10 } }),
    ]);
  });
});
