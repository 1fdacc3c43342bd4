// What the commands for stored functions and saved hunts have in common.

import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { jsonOption } from './administer.js';
import { dataOption } from './command.js';

export interface LibraryOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly tenant?: string;
}

/** Adds a command that works in a tenant's library. */
export const addLibraryCommand = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--tenant <tenant>', 'id or domain (default: the first tenant)')
    .option(...dataOption)
    .option(...jsonOption);

/** A path of the library for the tenant that was named. */
export const libraryPath = (path: `/api/${string}`, { tenant }: LibraryOptions): `/api/${string}` =>
  tenant === undefined ? path : `${path}?tenant=${encodeURIComponent(tenant)}`;

/** The text that an argument stands for: itself, a `.kql` file, or standard input. */
export function readText(argument: string): string {
  if (argument === '-') return readFileSync(0, 'utf8');
  if (!/\.kql$/i.test(argument)) return argument;
  if (!existsSync(argument)) throw new CliError(`the file ${argument} does not exist`);
  return readFileSync(argument, 'utf8');
}
