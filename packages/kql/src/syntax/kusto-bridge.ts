// Loads the official parser and binder; the only file that touches its untyped globals.

import { createRequire } from 'node:module';
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

/** A catalog as the binder wants it; opaque. */
export type BridgeGlobals = { readonly brand: 'globals' };

/** The official language service behind our own types. */
export interface KustoLanguage {
  /** Names of the syntax kinds by number. */
  readonly kinds: Readonly<Record<number, string>>;
  globals(tables: Iterable<Table>, functions: Iterable<StoredFunction>): BridgeGlobals;
  analyze(text: string, globals: BridgeGlobals): BridgeCode;
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
  const { GlobalState, KustoCode, Symbols, Syntax } = Kusto.Language;
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
  const kinds: Record<number, string> = {};
  for (const [name, value] of Object.entries(Syntax.SyntaxKind)) if (typeof value === 'number') kinds[value] = name;
  return {
    kinds,
    globals(tables, functions) {
      const tableSymbols = [...tables].map((table) => {
        const columns = table.columns.map((column) => new Symbols.ColumnSymbol(column.name, scalar[column.type]));
        return new Symbols.TableSymbol.$ctor4(table.name, columns);
      });
      const functionSymbols = [...functions].map(
        ({ name, parameters, body }) => new Symbols.FunctionSymbol.$ctor16(name, parameters, body, null),
      );
      return GlobalState.Default.WithDatabase(
        new Symbols.DatabaseSymbol.ctor('hunting', [...tableSymbols, ...functionSymbols]),
      );
    },
    analyze: (text, globals) => KustoCode.ParseAndAnalyze(text, globals),
  };
}
