// `parse` and `parse-where`: columns cut out of a text by a pattern of constants and names (kql-semantics §2.4).

import { lowerExpression } from '../expressions/lower-expression.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert } from '../expressions/types.js';
import { InvalidForm } from '../functions/function.js';
import { extend, filter, passThrough, project } from '../plan/build.js';
import { call, columnRef, type Expr, literal, longLiteral, stringLiteral } from '../plan/expression.js';
import type { NamedExpr, Relation } from '../plan/relation.js';
import { semanticAt, unsupportedAt } from '../plan/scope.js';
import { escapeRegex } from '../regex/escape-regex.js';
import { writtenPattern } from '../regex/pattern.js';
import {
  childOf,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { type Operator, type OperatorContext, rowContext } from './operator.js';

interface ParsedColumn {
  readonly name: string;
  readonly type: ScalarType;
  readonly group: number;
}

/** Texts that a typed column takes, narrow enough to end where its value ends. */
const typePatterns: Readonly<Record<string, string>> = {
  long: '[+-]?[0-9]+',
  int: '[+-]?[0-9]+',
  real: '[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?',
  decimal: '[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?',
  bool: '(?i:true|false|0|1)',
};

const parseWith =
  (dropFailing: boolean): Operator =>
  (node, input, context) => {
    const { compilation } = context;
    const parameters = operatorParameters(node);
    const mode = parameterWord(parameters.get('kind')) ?? 'simple';
    if (!['simple', 'regex', 'relaxed'].includes(mode))
      throw unsupportedAt(compilation, node, `the parse kind '${mode}'`);
    const flags = parameterWord(parameters.get('flags')) ?? '';
    const { pattern, columns } = patternOf(listOf(node, 'Patterns'), mode, flags, context);
    const source = convert(lowerExpression(requiredChild(node, 'Expression'), rowContext(input, context)), 'string');
    const sourceName = `$parse${compilation.fresh()}`;
    const base = project(
      input,
      [...passThrough(input.columns), { name: sourceName, type: 'string', hidden: true, expr: source }],
      compilation,
    );
    const text = columnRef({ name: sourceName, type: 'string' });
    const regex = stringLiteral(pattern);
    const values = columns.map((column) => ({
      ...column,
      expr: convert(call('extract', 'string', regex, longLiteral(column.group), text), column.type),
    }));
    const matched = call('matches_regex', 'bool', text, regex);
    const converted =
      mode === 'relaxed'
        ? []
        : values.filter((value) => value.type !== 'string').map((value): Expr => call('isnotnull', 'bool', value.expr));
    const success: Expr = converted.length === 0 ? matched : call('and', 'bool', matched, ...converted);
    const added = values.map(
      (value): NamedExpr => ({
        name: value.name,
        type: value.type,
        expr:
          mode === 'relaxed' || converted.length === 0
            ? value.expr
            : call('iff', value.type, success, value.expr, literal(value.type, value.type === 'string' ? '' : null)),
      }),
    );
    const kept: Relation = dropFailing ? filter(base, success) : base;
    return extend(kept, added, compilation);
  };

function patternOf(
  nodes: readonly SyntaxNode[],
  mode: string,
  flags: string,
  context: OperatorContext,
): { readonly pattern: string; readonly columns: readonly ParsedColumn[] } {
  const isRegex = mode === 'regex';
  const lazy = !isRegex || flags.includes('U');
  const columns: ParsedColumn[] = [];
  let group = 0;
  let pattern = '';
  nodes.forEach((node, i) => {
    const isLast = i === nodes.length - 1;
    if (node.kind === 'StarExpression') {
      pattern += isLast ? '.*' : '.*?';
      return;
    }
    if (node.value !== undefined) {
      pattern += isRegex ? `(?:${node.value})` : escapeRegex(node.value);
      if (isRegex) group += groupsIn(node.value, node, context);
      return;
    }
    const name = node.kind === 'NameDeclaration' ? node.name : requiredChild(node, 'Name').name;
    const declaredType = node.kind === 'NameDeclaration' ? undefined : childOf(node, 'Type');
    if (name === undefined) throw unsupportedAt(context.compilation, node, `the pattern '${node.kind}'`);
    const type = declaredType ? scalarTypeOf(declaredType) : 'string';
    group++;
    columns.push({ name, type, group });
    const anything = isLast ? '.*' : lazy ? '.*?' : '.*';
    const narrow = typePatterns[type];
    // In relaxed mode a text that does not convert makes its own column null and no other.
    pattern += `(${narrow ? (mode === 'relaxed' ? `${narrow}|${anything}` : narrow) : anything})`;
  });
  const modifiers = isRegex ? `s${flags.replace(/[^ims]/g, '').replace('s', '')}` : 's';
  return { pattern: `(?${modifiers})${isRegex ? '' : '^'}${pattern}`, columns };
}

function groupsIn(pattern: string, node: SyntaxNode, { compilation }: OperatorContext): number {
  try {
    return writtenPattern(pattern).groups;
  } catch (error) {
    if (error instanceof InvalidForm) throw semanticAt(compilation, node, error.message);
    throw error;
  }
}

/** The operators of this file by syntax kind. */
export const parseOperators = { ParseOperator: parseWith(false), ParseWhereOperator: parseWith(true) } satisfies Record<
  string,
  Operator
>;
