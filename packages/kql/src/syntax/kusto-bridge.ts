// Loads the official parser and binder; the only file that touches its untyped globals.

import { createRequire } from 'node:module';
import { DATABASE_NAME } from '../database.js';
import type { StoredFunction } from '../stored-functions/stored-function.js';
import type { ScalarType, Table } from '../types.js';

/** The few members of the parser's .NET-style collections that are used here. */
export interface BridgeList<T> {
  readonly Count: number;
  getItem(index: number): T;
}

export interface BridgeSymbol {
  readonly Name: string;
  /** Set on functions only: how the language names a column after a call, and with which prefix. */
  readonly ResultNameKind?: number;
  readonly ResultNamePrefix?: string | null;
  readonly $$fullname?: string;
  /** Set on tuples, the results of functions that give several columns. */
  readonly Columns?: BridgeList<BridgeSymbol & { readonly Type: BridgeSymbol }>;
}

/** A node of the parser's tree, as far as `parse.ts` reads it. */
export interface BridgeNode {
  readonly Kind: number;
  readonly ChildCount: number;
  readonly TextStart: number;
  readonly End: number;
  readonly Text?: string;
  readonly ResultType?: BridgeSymbol | null;
  readonly ReferencedSymbol?: BridgeSymbol | null;
  readonly LiteralValue?: unknown;
  readonly ValueText?: string;
  GetChild(index: number): BridgeNode | null;
  GetName(index: number): string;
}

export interface BridgeDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Category: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}

interface BridgeCode {
  readonly Syntax: BridgeNode;
  GetDiagnostics(): BridgeList<BridgeDiagnostic>;
}

/** What the official editor service answers, as far as `language/` reads it. Offsets are UTF-16 code units. */
export interface BridgeEditor {
  GetCompletionItems(position: number): {
    readonly Items: BridgeList<{
      readonly Kind: number;
      readonly DisplayText: string;
      readonly BeforeText: string | null;
      readonly AfterText: string | null;
      readonly MatchText: string;
      readonly OrderText: string;
    }>;
    readonly EditStart: number;
    readonly EditLength: number;
  };
  GetQuickInfo(position: number): { readonly Items: BridgeList<{ readonly Kind: number; readonly Text: string }> };
  GetElement(position: number): { readonly Start: number; readonly Length: number };
  GetDiagnostics(): BridgeList<BridgeDiagnostic>;
  GetAnalyzerDiagnostics(): BridgeList<BridgeDiagnostic>;
  GetClassifications(
    start: number,
    length: number,
  ): {
    readonly Classifications: BridgeList<{ readonly Kind: number; readonly Start: number; readonly Length: number }>;
  };
  GetFormattedText(options: null, position: number): { readonly Text: string; readonly Position: number };
}

/** Names of the editor service's kinds by number. */
export interface EditorKinds {
  readonly completion: Readonly<Record<number, string>>;
  readonly hover: Readonly<Record<number, string>>;
  readonly classification: Readonly<Record<number, string>>;
}

/** A parameter of a function as the library declares it. */
export interface SymbolParameter {
  readonly name: string;
  /** The rule for its type, `Declared` for those of `types`: `Scalar`, `DynamicArray`, `Orderable`, … */
  readonly typeRule: string;
  readonly types: readonly string[];
  /** What may be written there: `Expression`, `Literal`, `Column`, `StarOnly`, `Aggregate`, … */
  readonly argumentRule: string;
  readonly min: number;
  /** The texts that it accepts, where there are few. */
  readonly values: readonly string[];
}

/** A function, aggregate or plugin that the library knows. */
export interface FunctionDescription {
  readonly name: string;
  /** Old names and inner ones, which are not offered. */
  readonly isHidden: boolean;
  /** The parameters of each of its forms. */
  readonly signatures: readonly (readonly SymbolParameter[])[];
}

/** Everything that the library's language has by name. */
export interface LanguageSymbols {
  readonly functions: readonly FunctionDescription[];
  readonly aggregates: readonly FunctionDescription[];
  readonly plugins: readonly FunctionDescription[];
  /** Scalar operators as they are written: `=~`, `has_any`. */
  readonly scalarOperators: readonly string[];
  /** Syntax kinds of operators and of other sources of rows: `FilterOperator`, `DataTableExpression`. */
  readonly queryOperators: readonly string[];
  /** Syntax kinds: `LetStatement`. */
  readonly statements: readonly string[];
}

/** A catalog as the binder wants it; opaque. */
export type BridgeGlobals = { readonly brand: 'globals' };

/** The official language service behind our own types. */
export interface KustoLanguage {
  /** Names of the syntax kinds by number. */
  readonly kinds: Readonly<Record<number, string>>;
  globals(tables: Iterable<Table>, functions: Iterable<StoredFunction>): BridgeGlobals;
  analyze(text: string, globals: BridgeGlobals): BridgeCode;
  symbols(): LanguageSymbols;
  readonly editorKinds: EditorKinds;
  editor(text: string, globals: BridgeGlobals): BridgeEditor;
  /** Without the binder: the nodes refer to nothing. */
  parse(text: string): BridgeCode;
  /** Whether the language has a function, aggregate or plugin of that name. */
  isBuiltIn(name: string): boolean;
}

let loaded: KustoLanguage | undefined;

/** Loads the language service on first use (about 0.3 s), once per process. */
export function loadKusto(): KustoLanguage {
  loaded ??= load();
  return loaded;
}

// biome-ignore lint/suspicious/noExplicitAny: the bridge has no usable types; nothing of `any` leaves this file
type Untyped = any;

function load(): KustoLanguage {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const { Kusto } = globalThis as unknown as { Kusto: Untyped };
  const { Editor, GlobalState, KustoCode, Symbols, Syntax } = Kusto.Language;
  const scalar: Record<ScalarType, Untyped> = {
    bool: Symbols.ScalarTypes.Bool,
    int: Symbols.ScalarTypes.Int,
    long: Symbols.ScalarTypes.Long,
    real: Symbols.ScalarTypes.Real,
    decimal: Symbols.ScalarTypes.Decimal,
    string: Symbols.ScalarTypes.String,
    datetime: Symbols.ScalarTypes.DateTime,
    timespan: Symbols.ScalarTypes.TimeSpan,
    guid: Symbols.ScalarTypes.Guid,
    dynamic: Symbols.ScalarTypes.Dynamic,
  };
  // The engine has this plugin, its public binder does not.
  const schemaMerge = new Symbols.FunctionSymbol.$ctor5(
    'schema_merge',
    new Symbols.TableSymbol.$ctor4(
      '',
      Object.entries({ ColumnName: 'string', ColumnOrdinal: 'long', DataType: 'string', ColumnType: 'string' }).map(
        ([name, type]) => new Symbols.ColumnSymbol(name, scalar[type as ScalarType]),
      ),
    ),
    [new Symbols.Parameter.$ctor3('PreserveOrder', scalar.bool, 0, null, null, false, null, 0)],
  );
  const defaults = GlobalState.Default.WithPlugIns([...Kusto.Language.PlugIns.All, schemaMerge]);
  return {
    kinds: namesByNumber(Syntax.SyntaxKind),
    globals(tables, functions) {
      const tableSymbols = [...tables].map((table) => {
        const columns = table.columns.map((column) => new Symbols.ColumnSymbol(column.name, scalar[column.type]));
        return new Symbols.TableSymbol.$ctor4(table.name, columns);
      });
      const functionSymbols = [...functions].map(
        ({ name, parameters, body }) => new Symbols.FunctionSymbol.$ctor16(name, parameters, body, null),
      );
      return defaults.WithDatabase(
        new Symbols.DatabaseSymbol.ctor(DATABASE_NAME, [...tableSymbols, ...functionSymbols]),
      );
    },
    analyze: (text, globals) => KustoCode.ParseAndAnalyze(text, globals),
    symbols: () => symbolsOf(Kusto.Language),
    editorKinds: {
      completion: namesByNumber(Editor.CompletionKind),
      hover: namesByNumber(Editor.QuickInfoKind),
      classification: namesByNumber(Editor.ClassificationKind),
    },
    editor(text, globals) {
      const service = new Editor.KustoCodeService.$ctor1(text, globals);
      // Diagnostics are asked for by themselves.
      const hoverOptions = Editor.QuickInfoOptions.Default.WithShowDiagnostics(false);
      return {
        GetCompletionItems: (position) => service.GetCompletionItems(position),
        GetQuickInfo: (position) => service.GetQuickInfo(position, hoverOptions),
        GetElement: (position) => service.GetElement(position),
        GetDiagnostics: () => service.GetDiagnostics(),
        GetAnalyzerDiagnostics: () => service.GetAnalyzerDiagnostics(),
        GetClassifications: (start, length) => service.GetClassifications(start, length),
        GetFormattedText: (options, position) => service.GetFormattedText(options, position),
      };
    },
    parse: (text) => KustoCode.Parse(text, GlobalState.Default),
    isBuiltIn: (name) =>
      [
        GlobalState.Default.GetFunction(name),
        GlobalState.Default.GetAggregate(name),
        GlobalState.Default.GetPlugIn(name),
      ].some(Boolean),
  };
}

function symbolsOf({ GlobalState, Symbols, Syntax }: Untyped): LanguageSymbols {
  const [typeRules, argumentRules] = [namesByNumber(Symbols.ParameterTypeKind), namesByNumber(Symbols.ArgumentKind)];
  const parameter = (symbol: Untyped): SymbolParameter => ({
    name: symbol.Name,
    typeRule: typeRules[symbol.TypeKind] ?? '',
    types: listed(symbol.DeclaredTypes).map((type) => type.Name),
    argumentRule: argumentRules[symbol.ArgumentKind] ?? '',
    min: symbol.MinOccurring,
    values: listed(symbol.Values).map(String),
  });
  const described = (symbols: Untyped): FunctionDescription[] =>
    listed(symbols).map((symbol) => ({
      name: symbol.Name,
      isHidden: symbol.IsHidden || symbol.Name.startsWith('__'),
      signatures: listed(symbol.Signatures).map((signature) => listed(signature.Parameters).map(parameter)),
    }));
  const kinds: [string, number][] = Object.entries<number>(Syntax.SyntaxKind).filter(
    ([, value]) => typeof value === 'number',
  );
  const named = (pattern: RegExp): string[] => kinds.map(([name]) => name).filter((name) => pattern.test(name));
  return {
    functions: described(GlobalState.Default.Functions),
    aggregates: described(GlobalState.Default.Aggregates),
    plugins: described(GlobalState.Default.PlugIns),
    scalarOperators: kinds
      .filter(([, kind]) => Syntax.SyntaxFacts.GetOperatorKind(kind) !== 0)
      .map(([, kind]) => Syntax.SyntaxFacts.GetText(kind)),
    queryOperators: [
      ...named(/^(?!Bad).*Operator$/),
      ...named(
        /^(DataTable|ExternalData|InlineExternalTable|ContextualDataTable|Materialize|ToScalar|ToTable)Expression$/,
      ),
    ],
    statements: named(/Statement$/),
  };
}

/** The library's lists are arrays here, and objects of .NET's form there. */
function listed(list: Untyped): Untyped[] {
  if (list === null || list === undefined) return [];
  return Array.isArray(list) ? list : Array.from({ length: list.Count }, (_, i) => list.getItem(i));
}

function namesByNumber(numbers: Untyped): Record<number, string> {
  const names: Record<number, string> = {};
  for (const [name, value] of Object.entries(numbers)) if (typeof value === 'number') names[value] = name;
  return names;
}
