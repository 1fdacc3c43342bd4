// Lets evidence be hunted with the platform's own hunting, as the operator: over the calls of all tenants.

import type { HuntingService } from '../../hunting/hunting-service.js';
import type { EvidenceContext } from './control.js';

/**
 * Hunts and gives the rows back as objects.
 * @example const context = { records, clock, hunt: huntEvidence(hunting) };
 */
export function huntEvidence(hunting: HuntingService): EvidenceContext['hunt'] {
  return async (query) => {
    const { columns, rows, usage } = await hunting.hunt({ query, caller: null });
    // A failing run rejects here too; the rows are who tells.
    usage.catch(() => {});
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of rows) text += `${decoder.decode(chunk, { stream: true })}\n`;
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const cells: readonly unknown[] = JSON.parse(line);
        return Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]]));
      });
  };
}
