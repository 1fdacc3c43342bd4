// Checks a function before it is stored: its own text first, then a call of it with some values, within the functions that it reaches.

import type { CompileOptions } from '../compile.js';
import { DiscoveryNeeded } from '../discovery.js';
import { KqlError, positionAt } from '../errors.js';
import { isTabular } from '../expressions/tabular.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import type { Catalogs } from '../plan/catalogs.js';
import { loadKusto } from '../syntax/kusto-bridge.js';
import { type BoundCatalog, parseSyntax } from '../syntax/parse.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { declarationHead, onlyDeclaration, partsOf } from './declaration.js';
import type { StoredFunction } from './stored-function.js';
import { storedScope } from './stored-scope.js';

/**
 * @throws KqlError with a position in `definition`, or without one where the name is at fault
 */
export function declareFunction(
  name: string,
  definition: string,
  options: CompileOptions,
  catalogs: Catalogs,
  compile: (text: string, options: CompileOptions) => unknown,
): StoredFunction {
  refuseName(name, catalogs.of('', {}));
  const head = declarationHead(name);
  const text = `${head}${definition}`;
  return inDefinition(text, head.length, () => {
    const declaration = onlyDeclaration(parseSyntax(text), text);
    const declared: StoredFunction = { name, ...partsOf(declaration, text) };
    const functions = [...(options.functions ?? []).filter((stored) => stored.name !== name), declared];
    compile(`${text};\nprint 1`, { ...options, functions });
    const args = sampleArguments(declaration, text);
    if (args === undefined) return declared;
    const call = `${name}(${args.join(', ')})`;
    const [statement] = listOf(parseSyntax(call), 'Statements');
    const scope = storedScope(catalogs.of(text, { ...options, functions }), text);
    const isTable = statement !== undefined && isTabular(requiredChild(statement, 'Expression'), scope);
    try {
      compile(`${text};\n${isTable ? call : `print ${call}`}`, { ...options, functions });
    } catch (error) {
      if (!(error instanceof DiscoveryNeeded)) throw error;
    }
    return declared;
  });
}

function refuseName(name: string, { tables, functions }: Pick<BoundCatalog, 'tables' | 'functions'>): void {
  const taken = tables.has(name)
    ? 'a table'
    : functions.has(name) || loadKusto().isBuiltIn(name)
      ? 'a function of the language or of Defender'
      : undefined;
  if (taken !== undefined) throw new KqlError('semantic', `The name '${name}' is that of ${taken}`);
}

/** The place of a fault in the definition; what lies before or behind it is told at its ends. */
function inDefinition<T>(text: string, from: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof KqlError) || error.position === null) throw error;
    const definition = text.slice(from);
    const offset = Math.min(Math.max(0, error.position.offset - from), definition.length);
    throw new KqlError(error.code, error.message, positionAt(definition, offset));
  }
}

/** Arguments to call a function with; undefined where it takes a table of any columns, whose body only a call can check. */
function sampleArguments(declaration: SyntaxNode, text: string): readonly string[] | undefined {
  const parameters = listOf(childOf(declaration, 'Parameters'), 'Parameters');
  const types = parameters.map((parameter) => requiredChild(requiredChild(parameter, 'NameAndType'), 'Type'));
  const args = types.map((type) =>
    type.kind === 'SchemaTypeExpression' ? sampleTable(text.slice(type.start, type.end)) : samples[scalarTypeOf(type)],
  );
  return args.every((arg) => arg !== undefined) ? args : undefined;
}

const sampleTable = (schema: string): string | undefined =>
  /^\(\s*\*\s*\)$/.test(schema) ? undefined : `(datatable${schema}[])`;

const samples: Readonly<Record<ScalarType, string>> = {
  bool: 'true',
  int: 'int(1)',
  long: 'long(1)',
  real: 'real(1)',
  decimal: 'decimal(1)',
  string: '"a"',
  datetime: 'now()',
  timespan: '1d',
  guid: 'guid(00000000-0000-0000-0000-000000000000)',
  dynamic: 'dynamic([])',
};
