// Shows the controls with their evidence of this moment.

import { TermsError } from '../terms-error.js';
import type { Control, Evidence, EvidenceContext } from './control.js';
import { type ControlId, controlIds } from './control-ids.js';
import { unreadable } from './evidence.js';
import { controls } from './index.js';

/** A control with today's evidence; plain data. */
export interface ControlReport extends Omit<Control, 'evidence'> {
  readonly evidence: Evidence;
}

/** Whether a text is the id of a control. */
export function isControlId(text: string): text is ControlId {
  return (controlIds as readonly string[]).includes(text);
}

/**
 * All controls, in the order of the terms. Evidence that cannot be read says so in its place.
 * @example await reportControls({ records, clock, hunt })
 */
export async function reportControls(context: EvidenceContext): Promise<readonly ControlReport[]> {
  const once = huntOnce(context);
  const reports: ControlReport[] = [];
  for (const id of controlIds) reports.push(await reportControl(id, once));
  return reports;
}

/** @throws TermsError `control-unknown`. */
export async function reportControl(id: string, context: EvidenceContext): Promise<ControlReport> {
  if (!isControlId(id)) throw new TermsError('control-unknown', `expected the id of a control, found '${id}'`);
  const { evidence, ...control } = controls[id];
  return { ...control, evidence: await evidence(context).catch(unreadable) };
}

/** Controls ask the same questions; each is hunted once for all of them. */
function huntOnce(context: EvidenceContext): EvidenceContext {
  const answers = new Map<string, ReturnType<EvidenceContext['hunt']>>();
  return {
    ...context,
    hunt(kql) {
      const answer = answers.get(kql) ?? context.hunt(kql);
      answers.set(kql, answer);
      return answer;
    },
  };
}
