// Story one: a remittance advice with a macro, a quiet day of discovery, and in the night the file server is encrypted.

import type { Process } from '../../machines/process.js';
import type { PlannedAction } from '../../world.js';
import type { Story } from '../story.js';
import { controlServer, lure, oddExtension } from './cast.js';
import { crossOver } from './cross-over.js';
import { encrypt } from './encrypt.js';
import { callHome, openLure, sendLure } from './entry.js';
import { digIn, lookAround } from './foothold.js';
import { respond } from './respond.js';

export const phishedRansomware: Story = {
  title: 'A phished macro becomes ransomware (yesterday morning until last night)',
  summary: `Mail "Remittance advice 48213" with ${lure}; Word starts cmd.exe and powershell -enc; certutil fetches a library
that rundll32 runs and that calls ${controlServer.url}; discovery with whoami, net, nltest and AdFind; data leaves with
rclone; on the file server backups are deleted and files renamed to .${oddExtension}.
Hunt: EmailAttachmentInfo by SHA256, DeviceProcessEvents where InitiatingProcessFileName is winword.exe, vssadmin,
FileRenamed in DeviceFileEvents.`,
  needs: (company) => [company.desk('Finance', 1).device, company.desk('Finance', 2).device],
  plan(world): PlannedAction[] {
    const { timeline } = world;
    let beacon: Process | undefined;
    const running = (): Process => {
      if (!beacon) throw new Error('story: expected the implant to run, found that it was not started');
      return beacon;
    };
    return [
      { at: timeline.daysAgo(1, 8, 50), run: (at) => sendLure(world, at) },
      { at: timeline.daysAgo(1, 9, 14), run: (at) => (beacon = openLure(world, at)) },
      { at: timeline.daysAgo(1, 9, 40), run: (at) => callHome(world, at, running()) },
      { at: timeline.daysAgo(1, 10, 5), run: (at) => lookAround(world, at, running()) },
      { at: timeline.daysAgo(1, 13, 20), run: (at) => digIn(world, at, running()) },
      { at: timeline.daysAgo(1, 22, 40), run: (at) => crossOver(world, at, running()) },
      { at: timeline.daysAgo(0, 2, 10), run: (at) => encrypt(world, at) },
      { at: timeline.daysAgo(0, 7, 30), run: (at) => respond(world, at) },
    ];
  },
};
