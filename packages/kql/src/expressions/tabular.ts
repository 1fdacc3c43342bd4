// Tells table expressions from scalar ones, where the grammar allows both.

import { KqlError } from '../errors.js';
import type { FunctionBinding, Scope } from '../plan/scope.js';
import { childOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';

const tabularCalls: ReadonlySet<string> = new Set([
  'table',
  'database',
  'cluster',
  'workspace',
  'materialized_view',
  'external_table',
  'stored_query_result',
  'view',
]);

/**
 * Whether a node stands for a table in the given scope; `calling` are the stored functions whose bodies are being looked at.
 * @throws KqlError `semantic` when a stored function calls itself
 */
export function isTabular(node: SyntaxNode, scope: Scope, calling: readonly string[] = []): boolean {
  switch (node.kind) {
    case 'PipeExpression':
    case 'MaterializeExpression':
    case 'DataTableExpression':
    case 'ContextualDataTableExpression':
    case 'ExternalDataExpression':
    case 'ToTableExpression':
      return true;
    case 'ParenthesizedExpression':
      return isTabular(requiredChild(node, 'Expression'), scope, calling);
    case 'NameReference': {
      const binding = scope.bindings.get(node.name ?? '');
      if (binding)
        return binding.kind === 'tabular' || (binding.kind === 'function' && isTabularBody(binding, calling));
      // A variable of no scalar type without a binding here: declared in a function's body, or hidden by `restrict access`.
      return (
        node.refersTo === 'table' || node.refersTo === 'group' || (node.refersTo === 'variable' && node.type === '')
      );
    }
    case 'FunctionCallExpression': {
      const name = requiredChild(node, 'Name').name ?? '';
      const binding = scope.bindings.get(name);
      if (binding?.kind === 'pattern') return true;
      return binding?.kind === 'function' ? isTabularBody(binding, calling) : tabularCalls.has(name);
    }
    case 'PathExpression': {
      const base = requiredChild(node, 'Expression');
      if (base.kind === 'PathExpression') return isTabular(base, scope, calling);
      const binding = scope.bindings.get((childOf(base, 'Name') ?? base).name ?? '');
      if (binding?.kind === 'pattern') return true;
      if (binding?.kind === 'entity') return requiredChild(node, 'Selector').name?.startsWith('$') !== true;
      return base.kind === 'FunctionCallExpression' && tabularCalls.has(childOf(base, 'Name')?.name ?? '');
    }
    default:
      return node.kind.endsWith('Operator');
  }
}

/** Whether a function yields a table. */
export const isTabularFunction = (binding: FunctionBinding): boolean => isTabularBody(binding, []);

/** Whether a function's body yields a table: its own lets and tabular parameters count as the grammar shows them. */
function isTabularBody({ name, stored, declaration, scope }: FunctionBinding, calling: readonly string[]): boolean {
  if (stored && calling.includes(name)) throw new KqlError('semantic', `The function '${name}' calls itself`);
  const body = childOf(childOf(declaration, 'Body') ?? declaration, 'Expression');
  if (!body) return false;
  const inner = body.kind === 'ParenthesizedExpression' ? requiredChild(body, 'Expression') : body;
  if (inner.kind === 'NameReference' && inner.refersTo === 'parameter') return inner.type === 'table';
  return isTabular(inner, scope, stored ? [...calling, name] : calling);
}

/** Operators whose result is a graph. */
const graphMakers: ReadonlySet<string> = new Set([
  'MakeGraphOperator',
  'GraphWhereNodesOperator',
  'GraphWhereEdgesOperator',
  'GraphMarkComponentsOperator',
]);

/** Whether a node stands for a graph in the given scope. */
export function yieldsGraph(node: SyntaxNode, scope: Scope): boolean {
  switch (node.kind) {
    case 'PipeExpression': {
      const last = requiredChild(node, 'Operator');
      return graphMakers.has(last.kind) && !('PartitionedByClause' in last.fields);
    }
    case 'ParenthesizedExpression':
      return yieldsGraph(requiredChild(node, 'Expression'), scope);
    case 'NameReference':
    case 'FunctionCallExpression': {
      const name = node.name ?? childOf(node, 'Name')?.name ?? '';
      const binding = scope.bindings.get(name);
      if (binding?.kind !== 'function') return binding?.kind === 'graph';
      const body = childOf(requiredChild(binding.declaration, 'Body'), 'Expression');
      return body !== undefined && yieldsGraph(body, binding.scope);
    }
    default:
      return false;
  }
}
