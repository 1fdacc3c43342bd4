// Hunts for an endpoint's own answer, within the caller's scope, and gathers the rows.

import { HuntError, type HuntRequest } from '@gamekeeper/platform';
import type { Call } from './define-route.js';
import { scopeOfCall } from './scope-of-call.js';

/**
 * Rows as cells by column.
 * @throws HuntError
 * @example await huntRows(call, { query: 'DeviceInfo | take 1' })
 */
export async function huntRows(
  call: Pick<Call, 'now' | 'admission' | 'services' | 'caller' | 'signal'>,
  { query, parameters }: Pick<HuntRequest, 'query' | 'parameters'>,
): Promise<readonly ReadonlyMap<string, unknown>[]> {
  const { caller, signal, services } = call;
  const request = { query, caller, signal, scope: scopeOfCall(call), ...(parameters && { parameters }) };
  const { columns, rows, usage } = await services.hunting.hunt(request);
  // A failing run rejects here too; the rows are who tells.
  usage.catch(() => {});
  const parts: Uint8Array[] = [];
  for await (const chunk of rows) parts.push(chunk, newline);
  const lines = Buffer.concat(parts).toString().split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = JSON.parse(line) as readonly unknown[];
      return new Map(columns.map(({ name }, index) => [name, cells[index]]));
    });
}

const newline = Buffer.from('\n');

/** The rows, or none where the caller may not read the table. */
export async function huntRowsInReach(...args: Parameters<typeof huntRows>): ReturnType<typeof huntRows> {
  try {
    return await huntRows(...args);
  } catch (error) {
    if (error instanceof HuntError && error.code === 'forbidden-table') return [];
    throw error;
  }
}
