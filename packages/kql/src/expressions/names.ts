// How the language names a column after an expression that has no name of its own (kql-semantics §5.1).

import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';

/**
 * The name that an expression suggests, or null when it suggests none and the operator numbers it (`Column1`).
 * @example `bin(T,1h)` → 'T', `tostring(d.a)` → 'd_a', `max(a)` → 'max_a', `tolower(s)` → null
 */
export function suggestedName(node: SyntaxNode): string | null {
  switch (node.kind) {
    case 'NameReference':
      return node.name ?? null;
    case 'ParenthesizedExpression':
      return suggestedName(requiredChild(node, 'Expression'));
    case 'PathExpression':
    case 'ElementExpression':
      return pathName(node);
    case 'FunctionCallExpression':
      return callName(node);
    case 'OrderedExpression':
      return suggestedName(requiredChild(node, 'Expression'));
    default:
      return null;
  }
}

function pathName(node: SyntaxNode): string | null {
  const base = suggestedName(requiredChild(node, 'Expression'));
  const step = stepName(requiredChild(node, 'Selector'));
  return base === null || step === null ? null : base === '$left' || base === '$right' ? step : `${base}_${step}`;
}

function stepName(selector: SyntaxNode): string | null {
  const inner = selector.kind === 'BracketedExpression' ? requiredChild(selector, 'Expression') : selector;
  if (inner.value !== undefined) return inner.value;
  if (inner.kind === 'LongLiteralExpression') return inner.text ?? null;
  return inner.name ?? null;
}

// Where the engine's name is not the one that the binder suggests.
const engineNames: Readonly<Record<string, (args: readonly (string | null)[]) => string>> = {
  __proto__: null as never,
  covariance: ([x, y]) => `covariance_${x ?? ''}_${y ?? ''}`,
  covarianceif: ([x, y]) => `covarianceif_${x ?? ''}_${y ?? ''}`,
  covariancep: ([x, y]) => `covariancep_${x ?? ''}_${y ?? ''}`,
  covariancepif: ([x, y]) => `covariancepif_${x ?? ''}_${y ?? ''}`,
  node_degree_in: () => 'node_degree_in',
  node_degree_out: () => 'node_degree_out',
  percentiles_array: ([x]) => `percentiles_${x ?? ''}`,
  percentilesw_array: ([x]) => `percentiles_${x ?? ''}`,
};

function callName(node: SyntaxNode): string | null {
  const engineName = node.naming && engineNames[childOf(node, 'Name')?.name ?? ''];
  if (engineName) return engineName(listOf(childOf(node, 'ArgumentList'), 'Expressions').map(argumentName));
  const naming = node.naming;
  if (!naming || naming.kind === 'none') return null;
  const args = listOf(childOf(node, 'ArgumentList'), 'Expressions');
  const counts = !naming.onlyArgument || args.length === 1;
  const argument = counts && args[0] ? argumentName(args[0]) : null;
  const functionName = requiredChild(node, 'Name').name ?? '';
  switch (naming.kind) {
    case 'argument':
      return argument;
    case 'prefix':
      return naming.prefix;
    case 'name-and-argument':
      return `${functionName}_${argument ?? ''}`;
    case 'prefix-and-argument':
      return `${naming.prefix}_${argument ?? ''}`;
  }
}

function argumentName(node: SyntaxNode): string | null {
  if (node.kind === 'SimpleNamedExpression') return requiredChild(node, 'Name').name ?? null;
  return suggestedName(node);
}

/** Gives out column names within one operator: clashes get a number, nameless expressions `Column1`, `Column2` … */
export class ColumnNamer {
  private nameless = 0;
  constructor(private readonly taken: Set<string> = new Set()) {}

  /** A name that the author chose, or a suggestion; on a clash a number is put behind. */
  give(suggestion: string | null): string {
    const base = suggestion ?? this.namelessName();
    let name = base;
    for (let n = 1; this.taken.has(name); n++) name = `${base}${n}`;
    this.taken.add(name);
    return name;
  }

  private namelessName(): string {
    this.nameless++;
    return `Column${this.nameless}`;
  }
}
