import { request as httpRequest } from 'node:http';
import { HuntError, type HuntErrorCode } from '@gamekeeper/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';

let server: TestServer;
let tokens: { defender: string; endpoint: string; graph: string; own: string };

beforeAll(async () => {
  server = await startTestServer();
  tokens = {
    defender: await server.token('https://api.security.microsoft.com'),
    endpoint: await server.token('https://api.securitycenter.microsoft.com'),
    graph: await server.token('https://graph.microsoft.com'),
    own: await server.token(server.url),
  };
});
afterAll(() => server.close());
beforeEach(() => {
  Object.assign(server.laidOut, { columns: [{ name: 'x', type: 'long' }], chunks: ['[1]'], refusal: null });
});

const paths = {
  defender: '/api/advancedhunting/run',
  endpoint: '/api/advancedqueries/run',
  graph: '/v1.0/security/runHuntingQuery',
};

async function send(path: string, token: string | null, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

const everyType = {
  columns: [
    { name: 'S', type: 'string' },
    { name: 'L', type: 'long' },
    { name: 'I', type: 'int' },
    { name: 'R', type: 'real' },
    { name: 'B', type: 'bool' },
    { name: 'T', type: 'datetime' },
    { name: 'D', type: 'dynamic' },
    { name: 'Span', type: 'timespan' },
    { name: 'G', type: 'guid' },
    { name: 'M', type: 'decimal' },
  ],
  chunks: [
    '["a\\"b",9223372036854775807,1,1.5,true,"2026-01-01T00:00:00.12Z",{"a":[1,"x",{"y":true}],"n":9007199254740993},"1.00:00:00",' +
      '"74be27de-1e4e-49d9-b579-fe0b331d3642",1.10]\n["",null,null,"NaN",false,null,["p","q"],null,null,null]',
    '[null,0,0,0.0,null,null,null,null,null,null]',
  ],
} as const;

describe('the Defender answer', () => {
  test('has Schema, Results and Stats; integers keep every digit, bool is 0 or 1, a string is never null', async () => {
    Object.assign(server.laidOut, everyType);
    const { status, headers, text, body } = await send(paths.defender, tokens.defender, { Query: 'T' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(text).toContain('"L":9223372036854775807');
    expect(text).toContain('"n":9007199254740993');
    expect(body.Schema.map(({ Name, Type }: { Name: string; Type: string }) => `${Name}:${Type}`)).toEqual([
      ...['S:String', 'L:Int64', 'I:Int32', 'R:Double', 'B:SByte', 'T:DateTime', 'D:Object', 'Span:TimeSpan'],
      ...['G:Guid', 'M:SqlDecimal'],
    ]);
    expect(body.Results).toHaveLength(3);
    expect(body.Results[0]).toMatchObject({ S: 'a"b', B: 1, T: '2026-01-01T00:00:00.12Z', Span: '1.00:00:00' });
    expect(body.Results[1]).toMatchObject({ S: '', L: null, R: 'NaN', B: 0, D: ['p', 'q'] });
    expect(body.Results[2]).toMatchObject({ S: '', B: null, D: null });
    expect(body.Stats).toEqual({
      ExecutionTime: 1.5,
      resource_usage: {
        cache: { memory: { hits: 0, misses: 0, total: 0 }, disk: { hits: 0, misses: 0, total: 0 } },
        cpu: { user: '00:00:01.2500000', kernel: '00:00:00', 'total cpu': '00:00:01.2500000' },
        memory: { peak_per_node: 1024 },
      },
      dataset_statistics: [{ table_row_count: 2, table_size: 64 }],
    });
  });

  test('without rows still tells the columns', async () => {
    Object.assign(server.laidOut, { chunks: [] });
    const { body } = await send(paths.endpoint, tokens.endpoint, { Query: 'T' });
    expect(body).toMatchObject({ Schema: [{ Name: 'x', Type: 'Int64' }], Results: [] });
  });
});

describe('the Graph answer', () => {
  test('has lower-case schema and results, annotations, and {} for what is null', async () => {
    Object.assign(server.laidOut, everyType);
    const { body, text, headers } = await send(paths.graph, tokens.graph, { Query: 'T' });
    expect(headers.get('odata-version')).toBe('4.0');
    expect(Object.keys(body)).toEqual(['@odata.context', 'schema', 'results']);
    expect(body['@odata.context']).toBe(`${server.url}/v1.0/$metadata#microsoft.graph.security.huntingQueryResults`);
    expect(body.schema[4]).toEqual({ name: 'B', type: 'SByte' });
    expect(text).toContain('"L":9223372036854775807');
    expect(text).toContain('"n":9007199254740993');
    expect(body.results[0]).toMatchObject({
      S: 'a"b',
      'B@odata.type': '#SByte',
      B: 1,
      D: {
        '@odata.type': '#microsoft.graph.security.dynamicColumnValue',
        'a@odata.type': '#Collection(String)',
        a: ['1', 'x', '{"y":true}'],
        'n@odata.type': '#Int64',
      },
    });
    expect(body.results[1]).toMatchObject({
      ...{ S: '', L: {}, I: {}, R: 'NaN', B: 0, T: {}, Span: {}, G: {}, M: {} },
      ...{ 'D@odata.type': '#Collection(String)', D: ['p', 'q'] },
    });
    expect(body.results[2]).toMatchObject({ S: '', B: {}, D: {} });
    expect(body.results[2]).not.toHaveProperty('B@odata.type');
  });

  test.each([
    ['/V1.0/Security/RunHuntingQuery', { query: 'T' }],
    ['/beta/security/runHuntingQuery', { QUERY: 'T' }],
    ['/v1.0/security/microsoft.graph.security.runHuntingQuery', { Query: 'T', workspaceId: 'x', timespan: null }],
  ])('is given at %s', async (path, body) => {
    expect((await send(path, tokens.graph, body)).status).toBe(200);
    expect(server.hunts.at(-1)?.query).toBe('T');
  });

  test('Timespan narrows the window; one that is none is refused', async () => {
    await send(paths.graph, tokens.graph, { Query: 'T', Timespan: 'P1D/2026-01-01T00:00:00Z' });
    const { from = 0n, to = 0n } = server.hunts.at(-1)?.timespan ?? {};
    expect(to - from).toBe(864_000_000_000n);
    const { status, body } = await send(paths.graph, tokens.graph, { Query: 'T', Timespan: 'yesterday' });
    expect([status, body.error.code]).toEqual([400, 'BadRequest']);
    expect(body.error.message).toContain("'yesterday'");
  });

  test('the function form takes its arguments from the path', async () => {
    const path = `/beta/security/getRunHuntingQuery(query='${encodeURIComponent("T | where a == ''x'' | take 5")}',timespan='P1D')`;
    const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${tokens.graph}` } });
    expect(response.status).toBe(200);
    expect(server.hunts.at(-1)?.query).toBe("T | where a == 'x' | take 5");
    const bad = await fetch(`${server.url}/beta/security/getRunHuntingQuery(qu`, {
      headers: { authorization: `Bearer ${tokens.graph}` },
    });
    expect(bad.status).toBe(400);
  });
});

describe('who may call', () => {
  const graphDate = '2026-01-01T00:00:00';

  test('without a token: 401 in the form of each wire', async () => {
    const defender = await send(paths.defender, null, { Query: 'T' });
    expect([defender.status, defender.body]).toEqual([
      401,
      { error: { code: 'Unauthorized', message: expect.any(String), target: defender.headers.get('request-id') } },
    ]);
    const graph = await send(paths.graph, null, { Query: 'T' }, { 'client-request-id': 'my-id' });
    const id = graph.headers.get('request-id');
    expect([graph.status, graph.body]).toEqual([
      401,
      {
        error: {
          code: 'InvalidAuthenticationToken',
          message: 'Access token is empty.',
          innerError: { date: graphDate, 'request-id': id, 'client-request-id': 'my-id' },
        },
      },
    ]);
    expect(graph.headers.get('client-request-id')).toBe('my-id');
    expect(graph.headers.get('www-authenticate')).toBe(
      `Bearer realm="", authorization_uri="${server.url}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
    );
  });

  test.each([
    ['nonsense', 'CompactToken parsing failed with error code: 80049217'],
    ['defender', 'Access token validation failure. Invalid audience.'],
    ['expired', 'Lifetime validation failed, the token is expired.'],
  ])('Graph tells what is wrong with a token: %s', async (kind, message) => {
    if (kind === 'expired') server.advance(3_600_000);
    const token = kind === 'nonsense' ? 'a.b.c' : kind === 'defender' ? tokens.defender : tokens.graph;
    const { status, body } = await send(paths.graph, token, { Query: 'T' });
    if (kind === 'expired') server.advance(-3_600_000);
    expect([status, body.error.code, body.error.message]).toEqual([401, 'InvalidAuthenticationToken', message]);
  });

  test('a role of another API does not open this one', async () => {
    const first = await send(paths.endpoint, tokens.defender, { Query: 'T' });
    expect([first.status, first.body.error.code, first.body.error.message]).toEqual([
      403,
      'Forbidden',
      'Missing application roles. API required roles: AdvancedQuery.Read.All, application roles: AdvancedHunting.Read.All,Incident.Read.All.',
    ]);
    const { permissions } = server.platform.identity.parties;
    const by = { actor: 'test', reason: 'test' };
    const grant = {
      applicationId: server.sample.application.id,
      resource: 'graph',
      permission: 'ThreatHunting.Read.All',
    } as const;
    await permissions.revoke(grant, by);
    const bare = await server.token('https://graph.microsoft.com');
    await permissions.grant(grant, by);
    const second = await send(paths.graph, bare, { Query: 'T' });
    expect([second.status, second.body.error.code, second.body.error.message]).toEqual([
      403,
      'Forbidden',
      'Missing application roles. API required roles: ThreatHunting.Read.All, application roles: .',
    ]);
  });

  test("a token for this server's own name opens all three", async () => {
    for (const path of Object.values(paths)) {
      expect((await send(path, tokens.own, { Query: 'T' })).status).toBe(200);
    }
    expect(server.hunts.at(-1)?.caller?.applicationId).toBe(server.sample.application.id);
  });
});

describe('a query that cannot be read', () => {
  test.each([
    ['no body', ''],
    ['no query', '{}'],
    ['an empty query', '{"Query":""}'],
    ['a query of another type', '{"Query":7}'],
    ['raw line breaks inside the text', '{"Query":"a\r\nb"}'],
    ['the wrong case', '{"query":"T"}'],
  ])('Defender: %s', async (_, body) => {
    const answer = await send(paths.defender, tokens.defender, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual({
      code: 'InvalidRequestBody',
      message: 'Missing query.',
      target: answer.headers.get('request-id'),
    });
  });

  test('a body over the limit is refused', async () => {
    const { status, body } = await send(paths.defender, tokens.defender, { Query: 'x'.repeat(2 ** 20) });
    expect([status, body.error.code]).toEqual([413, 'InvalidRequestBody']);
  });
});

describe('a hunt that fails', () => {
  const place = { line: 2, column: 7 };
  test.each<[HuntErrorCode, string, number, string, number, string]>([
    [
      'syntax',
      'The incomplete fragment is unexpected. Fix syntax errors in your query.',
      400,
      'BadRequest',
      400,
      'BadRequest',
    ],
    [
      'semantic',
      'The incomplete fragment is unexpected. Fix semantic errors in your query.',
      400,
      'BadRequest',
      400,
      'BadRequest',
    ],
    ['unsupported', 'The incomplete fragment is unexpected [line:position=2:7]', 400, 'BadRequest', 400, 'BadRequest'],
    ['timeout', 'Query exceeded the timeout period.', 400, 'BadRequest', 504, 'GatewayTimeout'],
    [
      'limits',
      'Query execution has exceeded the allowed limits. The query execution was preempted.',
      400,
      'BadRequest',
      400,
      'BadRequest',
    ],
    ['result-too-large', 'Query execution has exceeded the allowed result size.', 400, 'BadRequest', 400, 'BadRequest'],
    ['forbidden-table', 'The incomplete fragment is unexpected.', 403, 'Forbidden', 403, 'Forbidden'],
    ['busy', 'Too many queries are waiting.', 503, 'ServiceUnavailable', 503, 'ServiceUnavailable'],
    ['unavailable', 'The query engine is not available.', 503, 'ServiceUnavailable', 503, 'ServiceUnavailable'],
  ])('%s', async (code, message, defenderStatus, defenderCode, graphStatus, graphCode) => {
    server.laidOut.refusal = new HuntError(code, 'The incomplete fragment is unexpected', place);
    const details = [{ code: 'QueryPosition', message: 'line 2, column 7', target: '2:7' }];
    const defender = await send(paths.defender, tokens.defender, { Query: 'T' });
    expect([defender.status, defender.body.error]).toEqual([
      defenderStatus,
      { code: defenderCode, message: expect.any(String), details, target: defender.headers.get('request-id') },
    ]);
    expect(defender.body.error.message.startsWith(message)).toBe(true);
    const graph = await send(paths.graph, tokens.graph, { Query: 'T' });
    expect([graph.status, graph.body.error.code, graph.body.error.details]).toEqual([graphStatus, graphCode, details]);
    expect(graph.body.error.message).toBe(defender.body.error.message);
  });

  test('before the first row keeps its status', async () => {
    server.laidOut.chunks = [new HuntError('limits', 'memory')];
    for (const path of Object.values(paths)) expect((await send(path, tokens.own, { Query: 'T' })).status).toBe(400);
  });

  test.each(Object.values(paths))('after the first row breaks the connection: %s', async (path) => {
    server.laidOut.chunks = ['[1]', '[2]', new HuntError('limits', 'memory')];
    await expect(send(path, tokens.own, { Query: 'T' })).rejects.toThrow();
  });

  test('for an unknown reason tells nothing of it', async () => {
    server.laidOut.refusal = new Error('secret detail /etc/passwd');
    const { status, text, body } = await send(paths.graph, tokens.graph, { Query: 'T' });
    expect([status, body.error.code, body.error.message]).toEqual([500, 'UnknownError', '']);
    expect(text).not.toContain('detail');
  });
});

test('a client that goes away stops its hunt', async () => {
  let closed: () => void = () => {};
  const returned = new Promise<void>((resolve) => {
    closed = resolve;
  });
  async function* endless() {
    try {
      while (true) yield `[1]${'\n[1]'.repeat(10_000)}`;
    } finally {
      closed();
    }
  }
  server.laidOut.chunks = endless();
  const headers = { authorization: `Bearer ${tokens.defender}` };
  const call = httpRequest(server.url + paths.defender, { method: 'POST', headers });
  call.on('error', () => {});
  call.on('response', (response) => {
    response.once('data', () => call.destroy());
  });
  call.end(JSON.stringify({ Query: 'T' }));
  await returned;
  expect(server.hunts.at(-1)?.signal?.aborted).toBe(true);
});

describe('around the endpoints', () => {
  const get = async (path: string) => {
    const response = await fetch(server.url + path);
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  test('unknown paths are refused in the form of their family', async () => {
    expect(await get('/api/nothing')).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound', target: expect.any(String) } },
    });
    expect(await get('/v1.0/nothing')).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceNotFound', innerError: {} } },
    });
    expect(await get('/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await get('/%zz')).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test('every answer has ids and secure headers', async () => {
    const { headers, body } = await get('/healthz');
    expect(body).toEqual({ status: 'ok' });
    expect(headers.get('request-id')).toBe(headers.get('client-request-id'));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test('the OpenAPI document lists the endpoints', async () => {
    const { body } = await get('/openapi.json');
    expect(Object.keys(body.paths as object)).toEqual(
      expect.arrayContaining(['/api/advancedhunting/run', '/{tenant}/oauth2/v2.0/token', '/ingest/{table}']),
    );
  });
});
