// What the administrators do on the morning after story one.

import { office } from '../../company/network.js';
import { defenderDeed } from '../../noise/cloud-deeds.js';
import { edgeOnWindows } from '../../noise/user-agents.js';
import { hour, type Moment, minute } from '../../timeline.js';
import type { World } from '../../world.js';
import { victimOf } from './cast.js';
import { spreadTargets } from './encrypt.js';

export function respond(world: World, at: Moment): void {
  const admin = world.company.department('It Admins')[0];
  if (!admin) throw new Error('story: expected someone in IT, found nobody');
  const account = admin.administrator ?? admin.account;
  for (const [index, device] of [...spreadTargets(world), world.company.server('file-server')].entries())
    world.cloud.activity(at + index * 2 * minute, {
      ...defenderDeed('IsolateDevice', {
        DeviceName: device.name,
        ActionComment: 'Encrypted files found',
        ActionScope: 'Full',
      }),
      account,
      place: office,
      userAgent: edgeOnWindows,
    });
  world.cloud.activity(at + 20 * minute, {
    service: 'office',
    action: 'Disable account.',
    admin: true,
    account,
    place: office,
    userAgent: edgeOnWindows,
    raw: { ObjectId: world.company.services.backup.upn },
  });
  world.cloud.activity(at + 3 * hour, {
    ...defenderDeed('RunAntiVirusScan', {
      DeviceName: victimOf(world).device.name,
      ActionComment: 'After isolation',
      ActionScope: 'Full',
    }),
    account,
    place: office,
  });
  world.cloud.activity(at + 7 * hour, {
    ...defenderDeed('ReleaseFromIsolation', {
      DeviceName: world.company.server('print-server').name,
      ActionComment: 'Rebuilt',
    }),
    account,
    place: office,
  });
}
