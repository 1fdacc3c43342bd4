// Story two: a poisoned tool at an engineer's desk, stolen credentials, and a walk through the domain to its controllers.

import type { Process } from '../../machines/process.js';
import type { PlannedAction } from '../../world.js';
import type { Story } from '../story.js';
import { addedAccount } from './cast.js';
import { guessPasswords, mapTheDomain } from './discover.js';
import { installTool } from './install.js';
import { passTheHash } from './move.js';
import { stealCredentials } from './steal.js';
import { addAdministrator, coverTracks, takeTheController } from './take-over.js';

export const credentialTheft: Story = {
  title: 'Credential theft and lateral movement (six to four days ago)',
  summary: `A downloaded SpectraViewSetup.exe, run despite SmartScreen; LSASS is dumped with procdump and comsvcs.dll, hives
are saved; a burst of failed logons on QF-ADM-01 ends in a success; pass-the-hash, WMI, PsExec and remote tasks lead to
the domain controller, where ntds.dit is copied; ${addedAccount.name} becomes a domain admin and logs are cleared.
Hunt: OpenProcessApiCall on lsass.exe, LogonFailed by RemoteIP, DeviceLogonEvents with NTLM, ntdsutil,
"Group Membership changed" in IdentityDirectoryEvents, SecurityLogCleared.`,
  needs: (company) => [company.desk('Engineering', 2).device],
  plan(world): PlannedAction[] {
    const { timeline } = world;
    let implant: Process | undefined;
    const running = (): Process => {
      if (!implant) throw new Error('story: expected the implant to run, found that it was not started');
      return implant;
    };
    return [
      { at: timeline.daysAgo(6, 11, 5), run: (at) => (implant = installTool(world, at)) },
      { at: timeline.daysAgo(6, 13, 45), run: (at) => stealCredentials(world, at, running()) },
      { at: timeline.daysAgo(6, 15, 10), run: (at) => mapTheDomain(world, at, running()) },
      { at: timeline.daysAgo(6, 15, 50), run: (at) => guessPasswords(world, at, running()) },
      { at: timeline.daysAgo(6, 21, 5), run: (at) => passTheHash(world, at, running()) },
      { at: timeline.daysAgo(5, 1, 20), run: (at) => takeTheController(world, at) },
      { at: timeline.daysAgo(5, 2, 40), run: (at) => addAdministrator(world, at) },
      { at: timeline.daysAgo(4, 3, 15), run: (at) => coverTracks(world, at) },
    ];
  },
};
