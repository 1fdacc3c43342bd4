// What an editor asks while a query is written: completions, hover, diagnostics, colours and layout, for what the caller may read.

import type { CompileOptions, KqlCompiler } from '../compile.js';
import { DiscoveryNeeded } from '../discovery.js';
import { KqlError } from '../errors.js';
import { type CatalogOptions, createCatalogs } from '../plan/catalogs.js';
import type { StoredFunction } from '../stored-functions/stored-function.js';
import { type BridgeDiagnostic, type BridgeEditor, type BridgeList, loadKusto } from '../syntax/kusto-bridge.js';
import { type BoundCatalog, refuseOversized } from '../syntax/parse.js';
import type { Table } from '../types.js';
import type { Classification, Completions, Diagnostic, FormattedText, Hover } from './language-answers.js';

/** The language service of one catalog: it keeps the binder's state, so make one and keep it. */
export interface KqlLanguageService {
  /** What may stand at `position`, best first; neither refused tables nor columns that are not granted. */
  completions(text: string, position: number, options?: CatalogOptions): Completions;
  /** What stands at `position`; null for nothing of interest. */
  hover(text: string, position: number, options?: CatalogOptions): Hover | null;
  /** What is wrong with a text or could be better, by place: the official verdicts, and what this compiler refuses beyond them. */
  diagnostics(text: string, options: CompileOptions): readonly Diagnostic[];
  classifications(text: string, options?: CatalogOptions): readonly Classification[];
  /** The same query laid out as the official formatter does. A text with errors is laid out as far as it was understood. */
  format(text: string, position?: number): FormattedText;
}

/**
 * @param compiler of the same tables and functions; its refusals are among the diagnostics
 * @throws KqlError `syntax` from all methods but `diagnostics`, for a text that is too long or nests too deeply
 * @example
 * const service = createLanguageService(tables, createCompiler(tables));
 * service.completions('AlertInfo | where ', 18).items[0]; // { kind: 'column', label: 'AlertId', … }
 */
export function createLanguageService(
  tables: Iterable<Table>,
  compiler: KqlCompiler,
  builtIn: ReadonlyMap<string, StoredFunction> = new Map(),
): KqlLanguageService {
  const catalogs = createCatalogs(tables, builtIn);
  const visible = (text: string, options: CatalogOptions = {}) => catalogs.of(text, { ...options, hidesRefused: true });
  const { editorKinds } = loadKusto();
  const open = (text: string, catalog: BoundCatalog): BridgeEditor => {
    refuseOversized(text);
    return loadKusto().editor(text, catalog.globals());
  };
  return {
    completions(text, position, options) {
      const found = open(text, visible(text, options)).GetCompletionItems(clamped(position, text));
      const items = elementsOf(found.Items).map((item) => ({
        kind: kebab(editorKinds.completion[item.Kind]),
        label: item.DisplayText,
        before: firstWords(item.BeforeText),
        after: item.AfterText ?? '',
        match: item.MatchText,
        order: item.OrderText,
      }));
      return {
        edit: { start: found.EditStart, length: found.EditLength },
        // Management commands are no queries.
        items: items.filter(({ kind }) => kind !== 'command-prefix'),
      };
    },
    hover(text, position, options) {
      const editor = open(text, visible(text, options));
      const at = clamped(position, text);
      const items = elementsOf(editor.GetQuickInfo(at).Items).filter((item) => item.Text !== '');
      const [first] = items;
      if (first === undefined) return null;
      const { Start: start, Length: length } = editor.GetElement(at);
      return {
        span: { start, length },
        text: items.map((item) => item.Text).join('\n'),
        kind: kebab(editorKinds.hover[first.Kind]),
      };
    },
    diagnostics(text, options) {
      const oversized = refusalOf(() => refuseOversized(text));
      if (oversized !== null) return [ownDiagnostic(text, oversized)];
      const refusal = refusalOf(() => compiler.compile(text, options));
      const known = refusal === null || refusal.code === 'unsupported' || refusal.code === 'forbidden-table';
      const own = refusal === null ? [] : [ownDiagnostic(text, refusal)];
      const editor = open(text, catalogs.of(text, options));
      const official = [...elementsOf(editor.GetDiagnostics()), ...elementsOf(editor.GetAnalyzerDiagnostics())]
        .filter(({ Severity }) => Severity !== 'Hidden')
        // Errors of the official binder are tolerated where the compiler went on: the engine of the language accepts them.
        .filter(({ Severity }) => !(known && Severity === 'Error'))
        .map(officialDiagnostic);
      return merged(official, own).sort((a, b) => a.span.start - b.span.start);
    },
    classifications(text, options) {
      const { Classifications: ranges } = open(text, visible(text, options)).GetClassifications(0, text.length);
      return elementsOf(ranges).map(({ Kind, Start: start, Length: length }) => ({
        span: { start, length },
        kind: kebab(editorKinds.classification[Kind]),
      }));
    },
    format(text, position = 0) {
      const editor = open(text, catalogs.of(text, {}));
      const { Text, Position } = editor.GetFormattedText(null, clamped(position, text));
      // Its own line ends are CR LF, whatever those of the text are.
      if (text.includes('\r')) return { text: Text, position: Position };
      return { text: withoutReturns(Text), position: withoutReturns(Text.slice(0, Position)).length };
    },
  };
}

/** Why a text is not compiled; null when it is, or would be once the data was asked. */
function refusalOf(act: () => unknown): KqlError | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof DiscoveryNeeded) return null;
    if (error instanceof KqlError) return error;
    throw error;
  }
}

const severities: Readonly<Record<string, Diagnostic['severity']>> = {
  Error: 'error',
  Warning: 'warning',
  Suggestion: 'suggestion',
};

const officialDiagnostic = ({ Code, Severity, Message, Start, Length }: BridgeDiagnostic): Diagnostic => ({
  span: { start: Start, length: Length },
  severity: severities[Severity] ?? 'information',
  code: Code,
  message: Message,
});

function ownDiagnostic(text: string, { code, message, position }: KqlError): Diagnostic {
  const start = position?.offset ?? 0;
  const [word = ''] = text.slice(start, start + 200).match(/^(?:[\w-]+|\S)/) ?? [];
  return { span: { start, length: word.length }, severity: 'error', code, message: `${message}.` };
}

/** Where both speak of the same place, ours is what a hunt would answer: it takes the official one's span and code. */
function merged(official: readonly Diagnostic[], own: readonly Diagnostic[]): Diagnostic[] {
  const [mine] = own;
  const same = official.findIndex(({ span, severity }) => severity === 'error' && span.start === mine?.span.start);
  if (mine === undefined) return [...official];
  if (same < 0) return [...official, mine];
  return official.map((one, i) => (i === same ? { ...one, message: mine.message } : one));
}

const withoutReturns = (text: string): string => text.replaceAll('\r', '');

/** Without the spaces, or the pipe on a new line, that the official editor goes on with. */
const firstWords = (text: string | null): string => (text ?? '').replace(/\s*(?:\n.*)?$/s, '');

const clamped = (position: number, text: string): number => Math.max(0, Math.min(text.length, position));

/** `BuiltInFunction` is `built-in-function`; one name of the library lacks a letter. */
const kebab = (name = 'Unknown'): string =>
  name
    .replace('MaterialiedView', 'MaterializedView')
    .replace(/\B([A-Z])/g, '-$1')
    .toLowerCase();

function elementsOf<T>(list: BridgeList<T>): T[] {
  return Array.from({ length: list.Count }, (_, i) => list.getItem(i));
}
