// `parse-kv`: columns from the keys and values written in a text (kql-semantics §2.4).

import { lowerExpression } from '../expressions/lower-expression.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert } from '../expressions/types.js';
import { InvalidForm } from '../functions/function.js';
import { extend, passThrough, project } from '../plan/build.js';
import { call, columnRef, longLiteral, stringLiteral } from '../plan/expression.js';
import { type NamedExpr, visibleColumns } from '../plan/relation.js';
import { columnsOfSchema, semanticAt, unsupportedAt } from '../plan/scope.js';
import { escapeRegex } from '../regex/escape-regex.js';
import { type WrittenPattern, writtenPattern } from '../regex/pattern.js';
import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { type Operator, type OperatorContext, rowContext } from './operator.js';

/** A match gives the key's texts in the first groups and the value's in the others; the unquoted one is the last of each. */
interface PairPattern {
  readonly pattern: string;
  readonly groupsPerText: number;
  /** Finds an escaped character in a quoted text; '' when nothing is escaped. */
  readonly escapes: string;
  /** Delimiters longer than a character, which are first replaced by a single one. */
  readonly longDelimiters: readonly string[];
}

export const parseKv: Operator = (node, input, context) => {
  const { compilation } = context;
  const columns = columnsOfSchema(listOf(requiredChild(node, 'Keys'), 'Columns'), (column) =>
    scalarTypeOf(requiredChild(column, 'Type')),
  );
  const { pattern, groupsPerText, escapes, longDelimiters } = patternOf(
    node,
    columns.map((column) => column.name),
    context,
  );
  const source = convert(lowerExpression(requiredChild(node, 'Expression'), rowContext(input, context)), 'string');
  const pairs: NamedExpr = {
    name: `$pairs${compilation.fresh()}`,
    type: 'dynamic',
    hidden: true,
    expr: call(
      'key_value_pairs',
      'dynamic',
      source,
      stringLiteral(pattern),
      longLiteral(groupsPerText),
      stringLiteral(escapes),
      ...longDelimiters.map(stringLiteral),
    ),
  };
  const paired = project(input, [...passThrough(input.columns), pairs], compilation);
  const values = columns.map(({ name, type }): NamedExpr => {
    const value = call('key_value', 'string', columnRef(pairs), stringLiteral(name));
    return { name, type, expr: convert(value, type) };
  });
  const extended = extend(paired, values, compilation);
  return project(extended, passThrough(visibleColumns(extended)), compilation);
};

/** Stand-ins for delimiters of several characters: code points that no text may hold. */
const standIns = ['\u{FDD0}', '\u{FDD1}'] as const;

const noneOf = (characters: readonly string[]): string => `[^${characters.map((c) => `\\x{${hex(c)}}`).join('')}]`;
const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

function patternOf(node: SyntaxNode, keyNames: readonly string[], context: OperatorContext): PairPattern {
  const { compilation } = context;
  const written = propertiesOf(node);
  const one = (name: string): string | undefined => written.get(name)?.at(-1);
  const regex = one('regex');
  if (regex !== undefined) return regexPattern(regex, node, context);
  const quotes = written.get('quote') ?? [];
  const escapes = written.get('escape') ?? [];
  if (quotes.length > 3) throw unsupportedAt(compilation, node, "more than three pairs of quotes in 'parse-kv'");
  const escaping = escapes.length > 0 ? `(?:${escapes.map(escapeRegex).join('|')})` : '';
  const quoted = quotes.map((pair) => {
    const [open = '', close = open] = [...pair];
    const inside = noneOf([close, ...escapes]);
    return `${escapeRegex(open)}((?:${inside}${escaping && `|${escaping}.`})*)${escapeRegex(close)}`;
  });
  const shape = { groupsPerText: quotes.length + 1, escapes: escaping && `${escaping}(.)` };
  const either = (forms: readonly string[], plain: string, after: string): string =>
    `(?:${[...forms.map((form) => form + after), `(${plain})`].join('|')})`;
  const [pairDelimiter, keyDelimiter] = [one('pair_delimiter'), one('kv_delimiter')];
  if (!pairDelimiter && !keyDelimiter) {
    // Anything but letters and digits separates: a listed key has the next text as its value.
    const keys = keyNames.map(escapeRegex).join('|');
    const quotedKeys = quotes.map(
      (pair) => `${escapeRegex([...pair][0] ?? '')}(${keys})${escapeRegex([...pair].at(-1) ?? '')}`,
    );
    const value = either(quoted, '[\\p{L}\\p{N}]+', '');
    const between = '[^\\p{L}\\p{N}]';
    return {
      ...shape,
      pattern: `(?s)(?:^|${between})${either(quotedKeys, keys, '')}${between}+?${value}`,
      longDelimiters: [],
    };
  }
  if (!pairDelimiter || !keyDelimiter)
    throw semanticAt(compilation, node, "'parse-kv' takes 'pair_delimiter' and 'kv_delimiter' together");
  const greedy = one('greedy') === 'true';
  const [pair, key] = [pairDelimiter, keyDelimiter].map((text, i) =>
    [...text].length > 1 ? (standIns[i] ?? '') : text,
  ) as [string, string];
  const keyText = either(quoted, `${noneOf([pair, key])}*`, '\\s*');
  const valueText = either(quoted, `${noneOf([greedy ? key : pair])}*`, `${noneOf([pair])}*?`);
  const longDelimiters = [pairDelimiter, keyDelimiter].flatMap((text, i) =>
    [...text].length > 1 ? [text, standIns[i] ?? ''] : [],
  );
  return {
    ...shape,
    pattern: `(?s)\\s*${keyText}${escapeRegex(key)}\\s*${valueText}(?:${escapeRegex(pair)}|$)`,
    longDelimiters,
  };
}

function regexPattern(regex: string, node: SyntaxNode, context: OperatorContext): PairPattern {
  const { groups, re2 } = checkedPattern(regex, node, context);
  if (groups !== 2)
    throw semanticAt(
      context.compilation,
      node,
      "The regular expression of 'parse-kv' must have two groups: key and value",
    );
  if (!re2 || re2.asciiOnly)
    throw unsupportedAt(context.compilation, node, `the regular expression '${regex}' in 'parse-kv'`);
  return { pattern: re2.pattern, groupsPerText: 1, escapes: '', longDelimiters: [] };
}

function checkedPattern(regex: string, node: SyntaxNode, { compilation }: OperatorContext): WrittenPattern {
  try {
    return writtenPattern(regex);
  } catch (error) {
    if (error instanceof InvalidForm) throw semanticAt(compilation, node, error.message);
    throw error;
  }
}

function propertiesOf(node: SyntaxNode): ReadonlyMap<string, readonly string[]> {
  const properties = new Map<string, string[]>();
  for (const property of listOf(childOf(node, 'WithClause'), 'Properties')) {
    const name = requiredChild(property, 'Name');
    const key = (name.name ?? name.text ?? '').toLowerCase();
    const text = parameterWord(requiredChild(property, 'Expression')) ?? '';
    properties.set(key, [...(properties.get(key) ?? []), text]);
  }
  return properties;
}
