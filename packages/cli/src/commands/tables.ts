// `gamekeeper tables`: the hunting tables and their columns.

import { auditColumns, platformTables, tables } from '@gamekeeper/lake';
import { CliError } from '../cli-error.js';
import type { DefineCommand } from './command.js';

export const tablesCommand: DefineCommand = (program) => {
  program
    .command('tables')
    .description('list the tables, or the columns of one')
    .argument('[name]', 'a table')
    .action((name: string | undefined) => {
      process.stdout.write(`${name === undefined ? listTables() : listColumns(name)}\n`);
    });
};

function listTables(): string {
  return [...tables.values()]
    .map(({ name, columns }) => `${name.padEnd(44)}${columns.length} columns`)
    .sort()
    .join('\n');
}

function listColumns(name: string): string {
  const table =
    tables.get(name) ?? [...tables.values()].find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (!table) throw new CliError(`there is no table named '${name}'; gamekeeper tables lists them`);
  const described = platformTables.has(table.name);
  return table.columns
    .map(({ name, type }) => {
      const line = `${name.padEnd(described ? 20 : 52)}${type}`;
      return described ? `${line.padEnd(30)}${auditColumns[name] ?? ''}` : line;
    })
    .join('\n');
}
