// Text to syntax: runs the official parser and binder and copies their tree into plain data.

import { KqlError, type OfficialFault, positionAt } from '../errors.js';
import { isReservedName } from '../sql/physical-names.js';
import { declarationHead, onlyDeclaration } from '../stored-functions/declaration.js';
import type { StoredFunction } from '../stored-functions/stored-function.js';
import type { ScalarType, Table } from '../types.js';
import {
  type BridgeDiagnostic,
  type BridgeGlobals,
  type BridgeList,
  type BridgeNode,
  type BridgeSymbol,
  type KustoLanguage,
  loadKusto,
} from './kusto-bridge.js';
import type { CallNaming, SyntaxNode } from './syntax-node.js';
import { isTolerated } from './tolerance.js';

/** Tables and functions as the binder knows them. Build it once per catalog: it holds the binder's own caches. */
export interface BoundCatalog {
  readonly tables: ReadonlyMap<string, Table>;
  readonly functions: ReadonlyMap<string, StoredFunction>;
  /**
   * The declaration of one of `functions`, parsed at its first use.
   * @throws KqlError with a place in the function's own text
   */
  declarationOf(name: string): SyntaxNode;
  /** The official catalog; made on first use because loading the language service takes 0.3 s. */
  globals(): BridgeGlobals;
}

/** @example createCatalog([{ name: 'T', columns: [{ name: 'a', type: 'long' }] }]) */
export function createCatalog(tables: Iterable<Table>, functions: Iterable<StoredFunction> = []): BoundCatalog {
  const byName = new Map([...tables].map((table) => [table.name, table]));
  const functionsByName = new Map([...functions].map((stored) => [stored.name, stored]));
  const declarations = new Map<string, SyntaxNode>();
  let globals: BridgeGlobals | undefined;
  const catalog: BoundCatalog = {
    tables: byName,
    functions: functionsByName,
    declarationOf(name) {
      const known = declarations.get(name);
      if (known) return known;
      const stored = functionsByName.get(name);
      if (!stored) throw new Error(`the catalog has no function '${name}'`);
      const text = `${declarationHead(name)}${stored.parameters} ${stored.body}`;
      const declaration = onlyDeclaration(parse(text, catalog), text);
      declarations.set(name, declaration);
      return declaration;
    },
    globals: () => {
      globals ??= loadKusto().globals(byName.values(), functionsByName.values());
      return globals;
    },
  };
  return catalog;
}

/** A query nested deeper than this is refused: it would exhaust the stack of the parser or the engine. */
const MAX_DEPTH = 400;

/** A query text may have this many characters at most. */
const MAX_LENGTH = 100_000;

/**
 * Parses and binds a query.
 * @throws KqlError `syntax` or `semantic`, with the official message and its place
 */
export function parse(text: string, catalog: BoundCatalog): SyntaxNode {
  refuseOversized(text);
  const language = loadKusto();
  const code = analyzed(language, text, catalog);
  const diagnostics = code.GetDiagnostics();
  const respelled = withPackOfFind(text, diagnostics);
  if (respelled !== null) return parse(respelled, catalog);
  let root: SyntaxNode | undefined;
  for (let i = 0; i < diagnostics.Count; i++) {
    const diagnostic = diagnostics.getItem(i);
    if (diagnostic.Severity !== 'Error') continue;
    if (syntaxCodes.test(diagnostic.Code)) throw kqlError(text, diagnostics, i);
    root ??= copy(code.Syntax, language, text, 0);
    if (!isTolerated({ code: diagnostic.Code, start: diagnostic.Start }, root, catalog.functions))
      throw kqlError(text, diagnostics, i);
  }
  return root ?? copy(code.Syntax, language, text, 0);
}

const COLUMN_NAME_EXPECTED = 'KS109';

/** `find … project a, pack_all()` as the documentation writes it, in the public parser's spelling of the same length. */
function withPackOfFind(text: string, diagnostics: BridgeList<BridgeDiagnostic>): string | null {
  for (let i = 0; i < diagnostics.Count; i++) {
    const { Code: code, Start: start } = diagnostics.getItem(i);
    const written = code === COLUMN_NAME_EXPECTED ? /^pack_all\s*\(\s*\)/.exec(text.slice(start))?.[0] : undefined;
    if (written !== undefined)
      return `${text.slice(0, start)}${'pack(*)'.padEnd(written.length)}${text.slice(start + written.length)}`;
  }
  return null;
}

/**
 * Parses without binding: what the nodes refer to is not known.
 * @throws KqlError `syntax`
 */
export function parseSyntax(text: string): SyntaxNode {
  refuseOversized(text);
  const language = loadKusto();
  const code = language.parse(text);
  const diagnostics = code.GetDiagnostics();
  for (let i = 0; i < diagnostics.Count; i++)
    if (diagnostics.getItem(i).Severity === 'Error') throw kqlError(text, diagnostics, i);
  return copy(code.Syntax, language, text, 0);
}

/**
 * Whether the official parser can be given a text.
 * @throws KqlError `syntax` for one that is too long or nests too deeply
 */
export function refuseOversized(text: string): void {
  if (text.length > MAX_LENGTH) {
    throw new KqlError('syntax', `The query has ${text.length} characters, at most ${MAX_LENGTH} are allowed`);
  }
  refuseDeepNesting(text);
}

// The binder itself fails where a graph operator follows what is no graph.
function analyzed(language: KustoLanguage, text: string, catalog: BoundCatalog): ReturnType<KustoLanguage['analyze']> {
  try {
    return language.analyze(text, catalog.globals());
  } catch (error) {
    const at = text.search(/\bgraph-/);
    if (!(error instanceof TypeError) || at < 0) throw error;
    throw new KqlError('semantic', "A graph operator takes a graph, which 'make-graph' makes", positionAt(text, at));
  }
}

// Codes below 100 are the parser's; KS198 ("incomplete fragment") is too.
const syntaxCodes = /^KS(0\d\d|198)$/;

function kqlError(text: string, diagnostics: BridgeList<BridgeDiagnostic>, index: number): KqlError {
  const diagnostic = diagnostics.getItem(index);
  const code = syntaxCodes.test(diagnostic.Code) ? 'syntax' : 'semantic';
  const next = index + 1 < diagnostics.Count ? officialFault(diagnostics.getItem(index + 1)) : null;
  const message = diagnostic.Message.replace(/\.$/, '');
  return new KqlError(code, message, positionAt(text, diagnostic.Start), { fault: officialFault(diagnostic), next });
}

const officialFault = ({ Code: code, Start: start, Length: length }: BridgeDiagnostic): OfficialFault => ({
  code,
  start,
  length,
});

// The official parser recurses by nesting and offers no limit of its own.
function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '(' || character === '[' || character === '{') depth++;
    else if (character === ')' || character === ']' || character === '}') depth--;
    if (depth > MAX_DEPTH) {
      throw new KqlError('syntax', `The query nests deeper than ${MAX_DEPTH} levels`, positionAt(text, i));
    }
  }
}

const symbolKinds: Readonly<Record<string, SyntaxNode['refersTo']>> = {
  ColumnSymbol: 'column',
  TableSymbol: 'table',
  VariableSymbol: 'variable',
  ParameterSymbol: 'parameter',
  FunctionSymbol: 'function',
  GroupSymbol: 'group',
};

const namingKinds: Readonly<Record<number, Pick<CallNaming, 'kind' | 'onlyArgument'>>> = {
  1: { kind: 'name-and-argument', onlyArgument: false },
  2: { kind: 'name-and-argument', onlyArgument: true },
  3: { kind: 'prefix-and-argument', onlyArgument: false },
  4: { kind: 'prefix-and-argument', onlyArgument: true },
  5: { kind: 'argument', onlyArgument: false },
  6: { kind: 'prefix', onlyArgument: false },
  7: { kind: 'argument', onlyArgument: false },
  8: { kind: 'argument', onlyArgument: true },
};

function copy(node: BridgeNode, language: KustoLanguage, text: string, depth: number): SyntaxNode {
  const kind = language.kinds[node.Kind] ?? `Kind${node.Kind}`;
  if (depth > MAX_DEPTH * 10) {
    throw new KqlError('syntax', 'The query nests too deeply', positionAt(text, node.TextStart));
  }
  const symbol = node.ReferencedSymbol;
  const symbolClass = classOf(symbol);
  const naming = symbol?.ResultNameKind === undefined ? undefined : namingKinds[symbol.ResultNameKind];
  const isName = kind === 'NameReference' || kind === 'NameDeclaration';
  return {
    kind,
    start: node.TextStart,
    end: node.End,
    fields: isName ? {} : copyFields(node, language, text, depth),
    ...((node.ChildCount === 0 || kind.endsWith('LiteralExpression')) && {
      text: text.slice(node.TextStart, node.End),
    }),
    ...(isName && { name: nameOf(node, kind, text) }),
    ...(typeof node.LiteralValue === 'string' && { value: node.LiteralValue }),
    ...(symbolClass !== undefined && { refersTo: symbolKinds[symbolClass] ?? 'other' }),
    ...(node.ResultType && { type: node.ResultType.Name }),
    ...(node.ResultType?.$$fullname?.endsWith('.TupleSymbol') && { tuple: tupleColumns(node.ResultType) }),
    ...(symbolClass === 'FunctionSymbol' &&
      symbol && {
        naming: { kind: 'none', onlyArgument: false, ...naming, prefix: symbol.ResultNamePrefix || symbol.Name },
      }),
  } as SyntaxNode;
}

/** The class of a symbol, without its namespace. */
function classOf(symbol: BridgeSymbol | null | undefined): string | undefined {
  const name = symbol?.$$fullname;
  return name?.slice(name.lastIndexOf('.') + 1);
}

function copyFields(node: BridgeNode, language: KustoLanguage, text: string, depth: number): SyntaxNode['fields'] {
  const fields: Record<string, SyntaxNode | readonly SyntaxNode[]> = {};
  for (let i = 0; i < node.ChildCount; i++) {
    const child = node.GetChild(i);
    if (!child) continue;
    const kind = language.kinds[child.Kind];
    fields[node.GetName(i)] =
      kind === 'List' ? copyList(child, language, text, depth + 1) : copy(child, language, text, depth + 1);
  }
  return fields;
}

function copyList(list: BridgeNode, language: KustoLanguage, text: string, depth: number): readonly SyntaxNode[] {
  const elements: SyntaxNode[] = [];
  for (let i = 0; i < list.ChildCount; i++) {
    const child = list.GetChild(i);
    const element = child && language.kinds[child.Kind] === 'SeparatedElement' ? child.GetChild(0) : child;
    if (element) elements.push(copy(element, language, text, depth));
  }
  return elements;
}

function tupleColumns({ Columns: columns }: BridgeSymbol): SyntaxNode['tuple'] {
  return Array.from({ length: columns?.Count ?? 0 }, (_, i) => {
    const column = columns?.getItem(i);
    return { name: column?.Name ?? '', type: (column?.Type.Name ?? 'dynamic') as ScalarType };
  });
}

// Names come bare, as ['quoted name'], as {client parameter} or as wild*card.
function nameOf(node: BridgeNode, kind: string, text: string): string {
  const simple = (node as BridgeNode & { readonly SimpleName?: string }).SimpleName;
  const name = simple || text.slice(node.TextStart, node.End);
  if (kind === 'NameDeclaration' && isReservedName(name))
    throw new KqlError('unsupported', `The name '${name}' is not supported`, positionAt(text, node.TextStart));
  return name;
}
