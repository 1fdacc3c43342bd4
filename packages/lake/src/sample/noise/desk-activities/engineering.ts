// What engineers do besides: write software.

import { sites, website } from '../../company/network.js';
import { second } from '../../timeline.js';
import { projects } from '../documents.js';
import type { Activity } from './activity.js';

const developers = ['Engineering'];

export const engineering: readonly Activity[] = [
  {
    name: 'write software',
    weight: 26,
    departments: developers,
    run(at, { open, machine, random, person }) {
      const editor = open(at, 'Code.exe');
      const folder = `C:\\src\\${random.pick(projects).toLowerCase()}`;
      const shell = machine.start(at, {
        parent: editor,
        program: 'powershell.exe',
        commandLine:
          'powershell.exe -NoExit -Command "try { . \\"c:\\Users\\$env:USERNAME\\AppData\\Local\\Programs\\Microsoft VS Code\\resources\\app\\out\\vs\\workbench\\contrib\\terminal\\browser\\media\\shellIntegration.ps1\\" } catch {}"',
      });
      machine.load(at, shell, 'System.Management.Automation.ni.dll');
      const git = machine.start(at + 5 * second, {
        parent: shell,
        program: 'git.exe',
        commandLine: random.pick([
          'git.exe status -z -uall',
          'git.exe pull --tags origin main',
          `git.exe commit -m "Refine ${random.pick(projects)} driver"`,
          'git.exe fetch --all',
        ]),
      });
      if (random.chance(0.6)) machine.connect(at + 6 * second, git, { to: website('github.com') });
      machine.file(at + 9 * second, editor, {
        action: 'FileModified',
        folder: `${folder}\\src`,
        name: `${random.pick(['laser', 'shutter', 'detector', 'stage'])}.${random.pick(['c', 'h', 'py', 'ts'])}`,
      });
      const tool = random.pick(['node.exe', 'python.exe', 'MSBuild.exe']);
      const run = machine.start(at + 20 * second, {
        parent: shell,
        program: tool,
        commandLine:
          {
            'node.exe': 'node.exe node_modules/vitest/vitest.mjs run',
            'python.exe': `python.exe -m pytest ${folder}\\tests`,
            'MSBuild.exe': `MSBuild.exe ${folder}\\${person.account.name}.sln /m /p:Configuration=Debug`,
          }[tool] ?? tool,
      });
      if (random.chance(0.4)) machine.connect(at + 22 * second, run, { to: website(random.pick(sites.developer)) });
    },
  },
];
