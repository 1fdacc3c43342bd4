// Writes one party as lines of name and value for people, as JSON for programs.

import { type PrintedRow, printRows, shownTime } from './print-rows.js';

/** @example printParty(tenant, options); */
export function printParty(party: PrintedRow, { json = false }: { readonly json?: boolean | undefined }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(party, null, 2)}\n`);
    return;
  }
  const members = Object.entries(withTimes(party)).filter(([, value]) => value !== null);
  const width = Math.max(...members.map(([name]) => name.length));
  for (const [name, value] of members) process.stdout.write(`${name.padEnd(width)}  ${shown(value)}\n`);
}

/** A table of some members, times as dates, or the rows whole as JSON. */
export async function printParties(
  rows: readonly PrintedRow[],
  columns: readonly string[],
  { json = false }: { readonly json?: boolean | undefined },
): Promise<void> {
  await printRows(json ? rows : rows.map(withTimes), columns, { json });
}

function withTimes(row: PrintedRow): PrintedRow {
  const isTime = (name: string) => /At$|^since$|^until$|^valid(?:From|Until)$/.test(name);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      isTime(name) && typeof value === 'number' ? shownTime(value) : value,
    ]),
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  const isTold = typeof value === 'object' && value !== null && 'standing' in value;
  const text = isTold ? shown(value.standing) : typeof value === 'object' ? JSON.stringify(value) : String(value);
  // What is stored must not command the terminal.
  return text.replace(/\p{Cc}/gu, '·');
}
