// CHG-1: versions stand side by side, an ending one says so with its date, and previews need opting in.

import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const settled = await gamekeeper.addClient({ registration: { previews: false } });

test('CHG-1: an ending endpoint says in every answer since when, until when and what follows it', async () => {
  for (const wire of ['defender', 'endpoint'] as const) {
    for (const query of ['print 1', 'print nothing']) {
      const { headers } = await gamekeeper.hunt(query, { wire });
      expect(headers.get('deprecation')).toBe(`@${Date.parse('2026-01-01') / 1000}`);
      expect(headers.get('sunset')).toBe('Mon, 01 Feb 2027 00:00:00 GMT');
      expect(headers.get('link')).toContain(
        `<${gamekeeper.platform.url}/v1.0/security/runHuntingQuery>; rel="successor-version"`,
      );
    }
  }
  const { headers } = await gamekeeper.hunt('print 1', { wire: 'graph' });
  expect([headers.get('deprecation'), headers.get('sunset')]).toEqual([null, null]);
});

test('CHG-1: a preview is for applications that chose previews; the version beside it is for all', async () => {
  const { token } = settled;
  expect(await gamekeeper.hunt('print 1', { token, wire: 'beta' })).toMatchObject({
    ...{ status: 403, reason: 'preview-not-chosen' },
  });
  expect((await gamekeeper.hunt('print 1', { token, wire: 'graph' })).status).toBe(200);
  expect((await gamekeeper.hunt('print 1', { wire: 'beta' })).status).toBe(200);
});
