// Who and what plays in story one: the victim, the attackers' tools and their servers.

import { foreignProgram, hashesOf } from '../../company/software.js';
import type { World } from '../../world.js';

export const lure = 'Remittance_Advice_48213.docm';

export const lureHashes = hashesOf('the macro document of story one');

export const lureUrl = 'https://docs-remittance.example/d/48213/view?ref=onus';

export const payloadUrl = 'http://cdn-docview.example/assets/fonts.bin';

export const controlServer = { ip: '192.0.2.44', port: 443, url: 'cdn-docview.example' };

export const dropBox = { ip: '192.0.2.91', port: 443, url: 'sync-vault.example' };

export const oddExtension = 'quokka7';

export const noteName = 'HOW_TO_RECOVER_FILES.txt';

export const implant = foreignProgram('wpnprv.dll', 'C:\\Users\\Public\\Libraries', { originalName: 'wpnprv.dll' });

export const finder = foreignProgram('AdFind.exe', 'C:\\Users\\Public\\Libraries', {
  company: 'www.joeware.net',
  product: 'AdFind',
  version: '1.57',
  originalName: 'AdFind.exe',
  description: 'AdFind',
});

export const copier = foreignProgram('rclone.exe', 'C:\\ProgramData\\svc', {
  company: 'https://rclone.org',
  product: 'Rclone',
  version: '1.65.2',
  originalName: 'rclone.exe',
  description: 'Rclone',
});

export const packer = foreignProgram('7za.exe', 'C:\\Users\\Public', {
  company: '7-Zip',
  product: '7-Zip',
  version: '23.01',
  originalName: '7za.exe',
  description: '7-Zip Standalone Console',
});

export const locker = foreignProgram('x4k92lq.exe', 'C:\\ProgramData\\svc', { originalName: 'locker' });

export const victimOf = (world: World) => world.company.desk('Finance', 1);
