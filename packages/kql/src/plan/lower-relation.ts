// Syntax to plan for table expressions: pipes, sources, names.

import { applyFunction, inFunction } from '../expressions/apply-function.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { yieldsGraph } from '../expressions/tabular.js';
import { evaluate } from '../operators/evaluate.js';
import { externalData } from '../operators/external-data.js';
import { find } from '../operators/find.js';
import { graphOperators, makeGraph } from '../operators/graph/index.js';
import { pipedOperators } from '../operators/index.js';
import { macroExpand } from '../operators/macro-expand.js';
import { search } from '../operators/search.js';
import { datatable, print, range } from '../operators/sources.js';
import { union } from '../operators/union.js';
import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { shape } from './build.js';
import { type Graph, isGraph } from './graph.js';
import { patternMatch } from './patterns.js';
import { entityOf, withinDatabase } from './qualified-names.js';
import type { Relation, SharedRelation } from './relation.js';
import { scan } from './scan.js';
import {
  type Compilation,
  type FunctionBinding,
  type PatternBinding,
  type Scope,
  semanticAt,
  unsupportedAt,
  withBinding,
} from './scope.js';

/** @throws KqlError when the expression uses something that is not supported, or is a graph */
export function lowerRelation(node: SyntaxNode, scope: Scope, compilation: Compilation): Relation {
  const lowered = lowerSource(node, scope, compilation);
  if (!isGraph(lowered)) return lowered;
  throw semanticAt(
    compilation,
    node,
    "A graph is not a table: it must be followed by a graph operator such as 'graph-match' or 'graph-to-table'",
  );
}

/** @throws KqlError when the expression uses something that is not supported, or is no graph */
export function lowerGraph(node: SyntaxNode, scope: Scope, compilation: Compilation): Graph {
  const lowered = lowerSource(node, scope, compilation);
  if (isGraph(lowered)) return lowered;
  throw semanticAt(compilation, node, 'A graph is expected, which is what make-graph makes');
}

function lowerSource(node: SyntaxNode, scope: Scope, compilation: Compilation): Relation | Graph {
  compilation.spend();
  const context = { compilation, scope };
  switch (node.kind) {
    case 'PipeExpression':
      return lowerPipe(node, scope, compilation);
    case 'ParenthesizedExpression':
      return lowerSource(requiredChild(node, 'Expression'), scope, compilation);
    case 'NameReference':
      return lowerName(node, scope, compilation);
    case 'FunctionCallExpression':
      return lowerCall(node, scope, compilation);
    case 'PathExpression':
      return lowerQualified(node, scope, compilation);
    case 'MaterializeExpression':
      return materialized(lowerRelation(requiredChild(node, 'Expression'), scope, compilation), compilation);
    case 'DataTableExpression':
      return datatable(node, context);
    case 'PrintOperator':
      return print(node, context);
    case 'RangeOperator':
      return range(node, context);
    case 'UnionOperator':
      return union(node, null, context);
    case 'SearchOperator':
      return search(node, null, context);
    case 'EvaluateOperator':
      return evaluate(node, { kind: 'values', rows: [], columns: [], order: [] }, context);
    case 'FindOperator':
      return find(node, null, context);
    case 'MacroExpandOperator':
      return macroExpand(node, context);
    case 'ExternalDataExpression':
      return externalData(node, context);
    default:
      throw unsupportedAt(compilation, node, operatorName(node));
  }
}

/** How people call a syntax kind: `MakeSeriesOperator` is the operator 'make-series'. */
function operatorName(node: SyntaxNode): string {
  const keyword = Object.values(node.fields).find(
    (field): field is SyntaxNode => !Array.isArray(field) && (field as SyntaxNode).kind.endsWith('Keyword'),
  );
  return keyword?.text ? `the operator '${keyword.text}'` : `the expression form '${node.kind}'`;
}

// Pipes are left-deep: they are walked in a loop, so that long ones need no deep stack, and `as` names reach what follows.
function lowerPipe(node: SyntaxNode, scope: Scope, compilation: Compilation): Relation | Graph {
  const [source, ...stages] = piped(node);
  return applyStages(stages, lowerSource(source, scope, compilation), scope, compilation);
}

/** Lowers a pipe of operators that has no source of its own. */
export function lowerPipeline(node: SyntaxNode, input: Relation, scope: Scope, compilation: Compilation): Relation {
  const result = applyStages(piped(node), input, scope, compilation);
  if (isGraph(result)) throw semanticAt(compilation, node, 'A graph is not a table, which is expected here');
  return result;
}

function piped(node: SyntaxNode): [SyntaxNode, ...SyntaxNode[]] {
  const stages: SyntaxNode[] = [];
  let first = node;
  while (first.kind === 'PipeExpression') {
    stages.unshift(requiredChild(first, 'Operator'));
    first = requiredChild(first, 'Expression');
  }
  return [first, ...stages];
}

function applyStages(
  stages: readonly SyntaxNode[],
  input: Relation | Graph,
  scope: Scope,
  compilation: Compilation,
): Relation | Graph {
  let relation = input;
  let current = scope;
  for (const stage of stages) {
    compilation.spend();
    const graphOperator = graphOperators[stage.kind];
    if (isGraph(relation) !== (graphOperator !== undefined))
      throw semanticAt(
        compilation,
        stage,
        graphOperator
          ? `${operatorName(stage)} takes a graph, which 'make-graph' makes`
          : `${operatorName(stage)} takes a table, and this is a graph`,
      );
    if (isGraph(relation)) {
      relation = graphOperator?.(stage, relation, { compilation, scope: current }) ?? relation;
      continue;
    }
    if (stage.kind === 'MakeGraphOperator') {
      const graph = makeGraph(stage, relation, { compilation, scope: current });
      const each = childOf(stage, 'PartitionedByClause');
      relation = each ? applyStages(piped(requiredChild(each, 'Subquery')), graph, current, compilation) : graph;
      continue;
    }
    if (stage.kind === 'SearchOperator' || stage.kind === 'FindOperator') {
      const lower = stage.kind === 'SearchOperator' ? search : find;
      relation = lower(stage, relation, { compilation, scope: current });
      continue;
    }
    const operator = pipedOperators[stage.kind];
    if (!operator) throw unsupportedAt(compilation, stage, operatorName(stage));
    relation = operator(stage, relation, { compilation, scope: current });
    if (stage.kind === 'AsOperator') {
      const name = childOf(stage, 'Name')?.name ?? '';
      const named = { ...sharedRelation(relation, false, compilation), name };
      relation = named;
      current = withBinding(current, name, { kind: 'tabular', relation: () => named });
    }
  }
  return relation;
}

// `database('d').T`, `X.T` of a `macro-expand`, `pattern('a').b`.
function lowerQualified(node: SyntaxNode, scope: Scope, compilation: Compilation): Relation {
  const base = requiredChild(node, 'Expression');
  const selector = requiredChild(node, 'Selector');
  const called = base.kind === 'FunctionCallExpression' ? requiredChild(base, 'Name').name : undefined;
  const pattern = scope.bindings.get(called ?? '');
  if (pattern?.kind === 'pattern') return lowerPattern(pattern, base, selector, scope, compilation);
  entityOf(base, scope, compilation);
  return lowerRelation(selector, withinDatabase(scope), compilation);
}

function lowerPattern(
  pattern: PatternBinding,
  node: SyntaxNode,
  selector: SyntaxNode | null,
  scope: Scope,
  compilation: Compilation,
): Relation {
  const body = patternMatch(pattern, node, selector, compilation);
  const applied = applyFunction(body, node, [], { compilation, scope }, lowerExpression);
  if ('columns' in applied) return applied;
  throw unsupportedAt(compilation, node, `the scalar that the pattern '${pattern.name}' yields`);
}

/** @throws KqlError when `restrict access` hides the table, or there is none */
function visibleTable(name: string, node: SyntaxNode, scope: Scope, compilation: Compilation): Relation {
  if (scope.seesTable?.(name) === false)
    throw semanticAt(
      compilation,
      node,
      `The name '${name}' does not refer to any known table, tabular variable or function: 'restrict access to' does not name it`,
    );
  return scan(name, node, compilation);
}

function lowerName(node: SyntaxNode, scope: Scope, compilation: Compilation): Relation | Graph {
  const name = node.name ?? '';
  const binding = scope.bindings.get(name);
  if (!binding) return visibleTable(name, node, scope, compilation);
  if (binding.kind === 'tabular') return binding.relation();
  if (binding.kind === 'graph') return binding.graph();
  if (binding.kind === 'function') {
    if (yieldsGraph(node, scope)) return graphOf(binding, node, [], scope, compilation);
    const applied = applyFunction(binding, node, [], { compilation, scope }, lowerExpression);
    if ('columns' in applied) return applied;
  }
  throw unsupportedAt(compilation, node, `the scalar '${name}' in place of a table`);
}

function lowerCall(node: SyntaxNode, scope: Scope, compilation: Compilation): Relation | Graph {
  const name = requiredChild(node, 'Name').name ?? '';
  const args = listOf(childOf(node, 'ArgumentList'), 'Expressions');
  const binding = scope.bindings.get(name);
  if (binding?.kind === 'function') {
    if (yieldsGraph(node, scope)) return graphOf(binding, node, args, scope, compilation);
    const applied = applyFunction(binding, node, args, { compilation, scope }, lowerExpression);
    if ('columns' in applied) return applied;
  }
  if (binding?.kind === 'tabular') return binding.relation();
  if (binding?.kind === 'pattern') return lowerPattern(binding, node, null, scope, compilation);
  const table = name === 'table' || name === 'materialized_view' ? parameterWord(args[0]) : undefined;
  if (table === undefined) throw unsupportedAt(compilation, node, `the function '${name}'`);
  return visibleTable(table, node, scope, compilation);
}

function graphOf(
  binding: FunctionBinding,
  node: SyntaxNode,
  args: readonly SyntaxNode[],
  scope: Scope,
  compilation: Compilation,
): Graph {
  const lowerResult = (result: SyntaxNode, inner: Scope): Graph => lowerGraph(result, inner, compilation);
  return inFunction(binding, node, args, { compilation, scope }, lowerExpression, lowerResult);
}

const materialized = (relation: Relation, compilation: Compilation): Relation =>
  sharedRelation(relation, true, compilation);

function sharedRelation(input: Relation, isMaterialized: boolean, compilation: Compilation): SharedRelation {
  return { kind: 'shared', id: compilation.fresh(), input, materialized: isMaterialized, ...shape(input) };
}
