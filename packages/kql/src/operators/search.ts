// `search`: rows in which any column holds a term (kql-semantics §5.6).

import { KqlError } from '../errors.js';
import { withinColumns } from '../expressions/all-columns.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { canHold, convert } from '../expressions/types.js';
import { filter } from '../plan/build.js';
import { call, columnRef, type Expr, literal, stringLiteral } from '../plan/expression.js';
import { type Relation, visibleColumns } from '../plan/relation.js';
import { findColumn } from '../plan/scope.js';
import { escapeRegex } from '../regex/escape-regex.js';
import {
  childOf,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../syntax/syntax-node.js';
import { type OperatorContext, rowContext } from './operator.js';
import { sourceName, tablesNamed, type UnionLeg, unionOf } from './union.js';

/** Lowers `search`, over its input, the tables of its `in` clause, or every table. */
export function search(node: SyntaxNode, input: Relation | null, context: OperatorContext): Relation {
  const kind = parameterWord(operatorParameters(node).get('kind'));
  const suffix = kind === 'case_sensitive' ? '_cs' : '';
  const legs = searched(node, input, 'search_arg0', context).map((leg) => ({
    ...leg,
    found: conditionIn(requiredChild(node, 'Condition'), leg.relation, suffix, context),
  }));
  // A table without the columns of the condition is not searched, as long as another one has them.
  const possible = legs.flatMap(({ source, relation, found }) =>
    'kind' in found ? [{ source, relation: filter(relation, found) }] : [],
  );
  const failed = legs.flatMap(({ found }) => ('error' in found ? [found.error] : []))[0];
  if (possible.length === 0 && failed) throw failed;
  return unionOf(possible, false, '$table', context);
}

/** The condition of `search` or `find` over the columns of a table, or why it does not fit them. */
export function conditionIn(
  node: SyntaxNode,
  input: Relation,
  suffix: string,
  context: OperatorContext,
): Expr | { readonly error: KqlError } {
  try {
    return conditionOf(node, input, suffix, context);
  } catch (error) {
    if (error instanceof KqlError && error.code === 'semantic') return { error };
    throw error;
  }
}

/** What `search` and `find` look into: their input, the tables of their `in` clause, or every table and view. */
export function searched(
  node: SyntaxNode,
  input: Relation | null,
  nameOfInput: string,
  context: OperatorContext,
): readonly UnionLeg[] {
  if (input) return [{ source: sourceName(input, nameOfInput), relation: input }];
  const written = listOf(childOf(node, 'InClause'), 'Expressions');
  const everything: SyntaxNode = { kind: 'NameReference', name: '*', start: node.start, end: node.end, fields: {} };
  const legs = (written.length > 0 ? written : [everything]).flatMap((table) => tablesNamed(table, context));
  // A table that several of the names fit is looked into once.
  return [...new Map(legs.map((leg) => [leg.source, leg])).values()];
}

/** What `kind=case_sensitive` makes of the operators that do not look at case; the official names of `in` are inverted. */
const caseSensitiveKinds: Readonly<Record<string, string>> = {
  HasExpression: 'HasCsExpression',
  NotHasExpression: 'NotHasCsExpression',
  HasPrefixExpression: 'HasPrefixCsExpression',
  NotHasPrefixExpression: 'NotHasPrefixCsExpression',
  HasSuffixExpression: 'HasSuffixCsExpression',
  NotHasSuffixExpression: 'NotHasSuffixCsExpression',
  ContainsExpression: 'ContainsCsExpression',
  NotContainsExpression: 'NotContainsCsExpression',
  StartsWithExpression: 'StartsWithCsExpression',
  NotStartsWithExpression: 'NotStartsWithCsExpression',
  EndsWithExpression: 'EndsWithCsExpression',
  NotEndsWithExpression: 'NotEndsWithCsExpression',
  EqualTildeExpression: 'EqualExpression',
  BangTildeExpression: 'NotEqualExpression',
  InCsExpression: 'InExpression',
  NotInCsExpression: 'NotInExpression',
};

// A bare text is a term in any column; logic combines; everything else is an ordinary condition.
function conditionOf(node: SyntaxNode, input: Relation, suffix: string, context: OperatorContext): Expr {
  switch (node.kind) {
    case 'ParenthesizedExpression':
      return conditionOf(requiredChild(node, 'Expression'), input, suffix, context);
    case 'AndExpression':
    case 'OrExpression':
      return call(
        node.kind === 'AndExpression' ? 'and' : 'or',
        'bool',
        conditionOf(requiredChild(node, 'Left'), input, suffix, context),
        conditionOf(requiredChild(node, 'Right'), input, suffix, context),
      );
    case 'SearchExpression': {
      const column = findColumn(input.columns, requiredChild(node, 'Left').name ?? '');
      const right = requiredChild(node, 'Right');
      if (requiredChild(node, 'Left').kind === 'StarExpression') return inAnyColumn(right, input, suffix);
      return column
        ? termIn(columnRef(column), right.value ?? '', suffix)
        : call('equals', 'bool', stringLiteral('a'), stringLiteral('b'));
    }
    case 'StarExpression':
      return literal('bool', true);
    case 'StringLiteralExpression':
    case 'CompoundStringLiteralExpression':
      return inAnyColumn(node, input, suffix);
    case 'LongLiteralExpression':
    case 'IntLiteralExpression':
    case 'RealLiteralExpression':
      return inAnyColumn({ ...node, value: node.text ?? '' }, input, suffix);
    case 'FunctionCallExpression': {
      const [operand] = listOf(childOf(node, 'ArgumentList'), 'Expressions');
      if (requiredChild(node, 'Name').name === 'not' && operand)
        return call('not', 'bool', conditionOf(operand, input, suffix, context));
      return convert(lowerExpression(node, rowContext(input, context)), 'bool');
    }
    default: {
      const kind = suffix === '' ? node.kind : (caseSensitiveKinds[node.kind] ?? node.kind);
      return convert(lowerExpression({ ...node, kind }, rowContext(input, context)), 'bool');
    }
  }
}

function inAnyColumn(node: SyntaxNode, input: Relation, suffix: string): Expr {
  const written = node.value ?? '';
  const needle = written.replaceAll('*', '');
  const possible = visibleColumns(input).filter((column) => canHold(column.type, needle));
  return withinColumns(possible.map(columnRef), needle, (text) => termIn(text, written, suffix));
}

// `"x*"` and its kin: where the stars stand decides how the term may stand.
function termIn(column: Expr, written: string, suffix: string): Expr {
  const inner = written.replace(/^\*/, '').replace(/\*$/, '');
  const [starBefore, starAfter] = [written.startsWith('*'), written.length > 1 && written.endsWith('*')];
  const text = convert(column, 'string');
  if (inner === '') return call('isnotempty', 'bool', text);
  if (inner.includes('*')) {
    const pieces = inner.split('*').map(escapeRegex);
    return call(
      'matches_regex',
      'bool',
      text,
      stringLiteral(
        `${suffix === '' ? '(?i)' : ''}${starBefore ? '' : '\\b'}${pieces.join('.*')}${starAfter ? '' : '\\b'}`,
      ),
    );
  }
  const name = starBefore && starAfter ? 'contains' : starAfter ? 'hasprefix' : starBefore ? 'hassuffix' : 'has';
  return call(`${name}${suffix}`, 'bool', text, stringLiteral(inner));
}
