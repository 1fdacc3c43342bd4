// DAT-2: what is older than thirty days is not returned, and leaves on its own as time passes.

import { expect, test } from 'vitest';
import { day, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const devices = () =>
  gamekeeper
    .tokenOf(gamekeeper.sample.application)
    .then((token) =>
      Promise.all(
        (['defender', 'endpoint', 'graph'] as const).map((wire) =>
          gamekeeper.rows('DeviceEvents | project DeviceName', { token, wire }),
        ),
      ),
    );

test('DAT-2: a row is returned until it is thirty days old, on every wire', async () => {
  const moment = new Date(gamekeeper.now() - 29 * day).toISOString();
  await gamekeeper.ingest('DeviceEvents', [{ Timestamp: moment, DeviceName: 'old', ActionType: 'A', ReportId: 1 }]);
  gamekeeper.advance(day);
  expect(await devices()).toEqual([[{ DeviceName: 'old' }], [{ DeviceName: 'old' }], [{ DeviceName: 'old' }]]);
  gamekeeper.advance(1);
  expect(await devices()).toEqual([[], [], []]);
});
