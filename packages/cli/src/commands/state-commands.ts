// `suspend`, `resume` and `terminate`, alike for every kind of party.

import type { Command } from 'commander';
import { printParty } from '../output/print-party.js';
import { type AdministerOptions, administer, because, jsonOption, reasonOption } from './administer.js';
import { dataOption } from './command.js';

/** @example addStateCommands(owner, 'owner', 'owners'); */
export function addStateCommands(
  parent: Command,
  noun: 'tenant' | 'owner' | 'person' | 'application',
  plural: 'tenants' | 'owners' | 'people' | 'applications',
): void {
  const add = (action: 'suspend' | 'resume' | 'terminate', description: string) => {
    const command = parent.command(action).description(description).argument(`<${noun}>`, 'id or name');
    if (action === 'resume') command.option(...reasonOption);
    else command.requiredOption(...reasonOption);
    command
      .option(...dataOption)
      .option(...jsonOption)
      .action(async (named: string, options: AdministerOptions) => {
        const administration = await administer(options);
        const { id } = await administration[noun](named);
        printParty(await administration.post(`/${plural}/${id}/${action}`, because(options)), options);
      });
  };
  add('suspend', 'stop it from acting; in force on the next call');
  add('resume', 'let it act again');
  add('terminate', 'end it for good');
}
