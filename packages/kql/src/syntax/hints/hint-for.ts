// What a faulty query was likely meant to be, said behind the official message.

import type { OfficialFault } from '../../errors.js';
import { type BridgeEditor, loadKusto } from '../kusto-bridge.js';
import type { BoundCatalog } from '../parse.js';
import { type FaultInText, wordAt } from './fault.js';
import { foreignHabit, isContinued } from './foreign-habits.js';
import { columnElsewhere } from './names-elsewhere.js';
import { nearestName } from './nearest-name.js';

/** What the caller may see; nothing else is ever named. */
export interface VisibleNames {
  readonly catalog: BoundCatalog;
  /** The caller's functions, those included that the catalog leaves out. */
  readonly functionNames: readonly string[];
}

/**
 * The hint for a fault, in parentheses behind its message.
 * @returns null where there is none
 * @example hintFor({ text: 'AlertInf | take 1', fault, next: null }, { catalog, functionNames: [] }) // "did you mean 'AlertInfo'?"
 */
export function hintFor(place: FaultInText, visible: VisibleNames): string | null {
  return foreignHabit(place) ?? nameHint(place, visible);
}

const UNKNOWN_NAME = 'KS142';
const UNKNOWN_FUNCTION = 'KS211';
const NO_OPERATOR = 'KS176';

/** Nobody means a longer one. */
const LONGEST_NAME = 128;

/** Faults where another word was expected. */
const misnamed: ReadonlySet<string> = new Set([UNKNOWN_NAME, UNKNOWN_FUNCTION, 'KS204', 'KS124', NO_OPERATOR, 'KS005']);

function nameHint(place: FaultInText, visible: VisibleNames): string | null {
  const { text } = place;
  const fault = isContinued(place) ? (place.next ?? place.fault) : place.fault;
  const word = fault.code === NO_OPERATOR ? operatorAt(text, fault) : wordAt(text, fault);
  if (!misnamed.has(fault.code) || word.trim() === '' || word.length > LONGEST_NAME) return null;
  const offered = namesAt(text, fault, visible);
  const meant = (name: string) => `did you mean '${name}'?`;
  const sameButCase = offered.find((name) => name !== word && name.toLowerCase() === word.toLowerCase());
  if (sameButCase !== undefined) return meant(sameButCase);
  if (fault.code === UNKNOWN_NAME) {
    const time = timeColumns.find((name) => offered.includes(name));
    if (time !== undefined && timeColumns.includes(word)) return meant(time);
    const elsewhere = columnElsewhere(word, text.slice(0, fault.start), visible.catalog.tables);
    if (elsewhere !== null) return elsewhere;
  }
  const nearest = nearestName(word, offered);
  return nearest === null ? null : meant(nearest);
}

/** The names of operators have dashes, at which the parser takes an unknown one apart. */
const operatorAt = (text: string, { start }: OfficialFault): string =>
  /^[\w-]*/.exec(text.slice(start, start + 64))?.[0] ?? '';

/** What Defender and Sentinel call the time of a record. */
const timeColumns = ['Timestamp', 'TimeGenerated'];

/** What may stand at a fault, by the official editor: names, operators or keywords. */
function namesAt(
  text: string,
  { code, start }: OfficialFault,
  { catalog, functionNames }: VisibleNames,
): readonly string[] {
  const { editor, editorKinds } = loadKusto();
  const items = completionsAt(editor(text, catalog.globals()), start);
  const offered = items
    .filter(({ kind }) => {
      const isFunction = /Function/.test(editorKinds.completion[kind] ?? '');
      return code === UNKNOWN_NAME ? !isFunction : code !== UNKNOWN_FUNCTION || isFunction;
    })
    .map(({ label }) => label.replace(/\(.*$/s, ''))
    .filter((name) => /\w/.test(name));
  return /^KS(204|211)$/.test(code) ? [...offered, ...functionNames] : offered;
}

// The library fails on some texts that are no queries; their faults stand without a hint.
function completionsAt(
  editor: BridgeEditor,
  start: number,
): readonly { readonly kind: number; readonly label: string }[] {
  try {
    const { Items: items } = editor.GetCompletionItems(start);
    return Array.from({ length: items.Count }, (_, i) => {
      const { Kind: kind, DisplayText: label } = items.getItem(i);
      return { kind, label };
    });
  } catch {
    return [];
  }
}
