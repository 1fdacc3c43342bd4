// `scan`: steps that match rows in sequence, each with a state that later rows can refer to (kql-semantics §5.10).

import { lowerExpression } from '../expressions/lower-expression.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert } from '../expressions/types.js';
import { absent, filter, passThrough, project, serialKey } from '../plan/build.js';
import { call, columnRef, type Expr, literal, longLiteral } from '../plan/expression.js';
import { foldOver } from '../plan/fold-program.js';
import { shared } from '../plan/partition.js';
import {
  type FoldState,
  type NamedExpr,
  type Relation,
  type RelationColumn,
  visibleColumns,
} from '../plan/relation.js';
import { type Compilation, findColumn, semanticAt, unsupportedAt, withRow } from '../plan/scope.js';
import {
  childOf,
  descendants,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../syntax/syntax-node.js';
import type { Operator, OperatorContext } from './operator.js';

interface Declared extends RelationColumn {
  readonly initial: Expr;
}

/** A column of a step's state that some step refers to: `s1.Timestamp`. */
interface Reference extends RelationColumn {
  readonly step: number;
  readonly column: string;
}

interface Step {
  readonly condition: Expr;
  readonly assignments: ReadonlyMap<string, Expr>;
  readonly output: 'all' | 'last' | 'none';
}

/** How a step looks before a row is matched against it; all but `record` are columns of the fold's state. */
interface StepState {
  readonly isActive: RelationColumn;
  readonly match: RelationColumn;
  /** What is kept of each step up to this one, by reference name. */
  readonly record: ReadonlyMap<string, RelationColumn>;
  /** What this row gives: whether it matched, whether that repeats a match before it, and the values assigned. */
  readonly isMatch: RelationColumn;
  readonly isRepeat: RelationColumn;
  readonly assigned: ReadonlyMap<string, RelationColumn>;
}

export const scan: Operator = (node, input, context) => {
  const { compilation } = context;
  if (!input.serialized) throw semanticAt(compilation, node, "The input of 'scan' must be serialized");
  const declared = declaredColumns(node, context);
  const stepNodes = listOf(node, 'Steps');
  const stepNames = stepNodes.map((step) => requiredChild(step, 'Name').name ?? '');
  const references = referencesIn(node, stepNames, input, declared);
  const known = [
    ...visibleColumns(input),
    ...declared.filter(({ name }) => !findColumn(input.columns, name)),
    ...references,
  ];
  const steps = stepNodes.map((step) => stepOf(step, stepNames, known, declared, context));
  const machine = machineOf(steps, references, declared, compilation.fresh());
  const folded = foldOver(input, machine.fold, "The operator 'scan'", compilation);
  const matchName = parameterWord(operatorParameters(node).get('with_match_id'));
  return outputsOf(folded, steps, machine.states, declared, matchName, input, context);
};

function declaredColumns(node: SyntaxNode, context: OperatorContext): readonly Declared[] {
  return listOf(childOf(node, 'DeclareClause'), 'Declarations').map((declaration) => {
    const written = requiredChild(declaration, 'NameAndType');
    const column = {
      name: requiredChild(written, 'Name').name ?? '',
      type: scalarTypeOf(requiredChild(written, 'Type')),
    };
    const value = childOf(childOf(declaration, 'DefaultValue') ?? declaration, 'Value');
    const initial = value
      ? convert(
          lowerExpression(value, { compilation: context.compilation, scope: { ...context.scope, row: null } }),
          column.type,
        )
      : absent(column);
    return { ...column, initial };
  });
}

const referenceName = (step: string, column: string): string => `${step}.${column}`;

function referencesIn(
  node: SyntaxNode,
  stepNames: readonly string[],
  input: Relation,
  declared: readonly Declared[],
): readonly Reference[] {
  const found = new Map<string, Reference>();
  for (const part of descendants(node)) {
    const [stepName, column] = stepReference(part, stepNames) ?? [];
    if (stepName === undefined || column === undefined) continue;
    const type = declared.find(({ name }) => name === column)?.type ?? findColumn(input.columns, column)?.type;
    const name = referenceName(stepName, column);
    if (type) found.set(name, { name, type, step: stepNames.indexOf(stepName), column });
  }
  return [...found.values()];
}

function stepReference(node: SyntaxNode, stepNames: readonly string[]): readonly [string, string] | null {
  if (node.kind !== 'PathExpression') return null;
  const step = requiredChild(node, 'Expression').name;
  const column = requiredChild(node, 'Selector').name;
  return step !== undefined && column !== undefined && stepNames.includes(step) ? [step, column] : null;
}

// `s1.a` becomes a plain name, which the scope of the step knows.
function withReferences(node: SyntaxNode, stepNames: readonly string[]): SyntaxNode {
  const reference = stepReference(node, stepNames);
  if (reference)
    return { kind: 'NameReference', start: node.start, end: node.end, fields: {}, name: referenceName(...reference) };
  const fields = Object.entries(node.fields).map(([name, field]): [string, SyntaxNode | readonly SyntaxNode[]] => [
    name,
    Array.isArray(field)
      ? field.map((child: SyntaxNode) => withReferences(child, stepNames))
      : withReferences(field as SyntaxNode, stepNames),
  ]);
  return { ...node, fields: Object.fromEntries(fields) };
}

function stepOf(
  node: SyntaxNode,
  stepNames: readonly string[],
  known: readonly RelationColumn[],
  declared: readonly Declared[],
  { compilation, scope }: OperatorContext,
): Step {
  const expressions = { compilation, scope: withRow(scope, known) };
  const lower = (part: SyntaxNode): Expr => lowerExpression(withReferences(part, stepNames), expressions);
  const assignments = new Map<string, Expr>();
  for (const assignment of listOf(childOf(node, 'ComputationClause'), 'Assignments')) {
    const name = requiredChild(assignment, 'Name').name ?? '';
    const column = declared.find((candidate) => candidate.name === name);
    if (!column)
      throw unsupportedAt(compilation, assignment, `an assignment to '${name}', which is not declared by the scan,`);
    const value = lower(requiredChild(assignment, 'Expression'));
    if (columnsIn(value).some((used) => assignments.has(used)))
      throw unsupportedAt(compilation, assignment, 'an assignment that reads what the same step assigns');
    assignments.set(name, convert(value, column.type));
  }
  const output = childOf(childOf(node, 'ScanStepOutput') ?? node, 'OutputKind')?.text ?? 'all';
  return {
    condition: convert(lower(requiredChild(node, 'Condition')), 'bool'),
    assignments,
    output: output === 'last' || output === 'none' ? output : 'all',
  };
}

function columnsIn(expr: Expr): readonly string[] {
  const found: string[] = [];
  substitute(expr, (name) => {
    found.push(name);
    return null;
  });
  return found;
}

/** The expression with columns replaced, where `value` has something for them. */
function substitute(expr: Expr, value: (column: string) => Expr | null): Expr {
  const within = (inner: Expr): Expr => substitute(inner, value);
  switch (expr.kind) {
    case 'column':
      return value(expr.name) ?? expr;
    case 'call':
      return { ...expr, args: expr.args.map(within) };
    case 'path':
      return {
        ...expr,
        base: within(expr.base),
        steps: expr.steps.map((step) => (typeof step === 'object' ? within(step) : step)),
      };
    case 'member':
      return { ...expr, value: within(expr.value) };
    default:
      return expr;
  }
}

const and = (...conditions: readonly Expr[]): Expr => call('and', 'bool', ...conditions);
const not = (condition: Expr): Expr => call('not', 'bool', call('coalesce', 'bool', condition, literal('bool', false)));
const iff = (condition: Expr, then: Expr, otherwise: Expr): Expr => call('iff', then.type, condition, then, otherwise);
/** A column of the state after the row before. */
const before = (column: RelationColumn): Expr => ({ ...columnRef(column), side: 'left' });

/** The state columns of all steps and how each row changes them: the matching logic of `scan`, from the last step to the first. */
function machineOf(
  steps: readonly Step[],
  references: readonly Reference[],
  declared: readonly Declared[],
  id: number,
): { readonly states: readonly StepState[]; readonly fold: readonly FoldState[] } {
  const column = (name: string, type: RelationColumn['type']): RelationColumn => ({
    name: `$${name}$${id}`,
    type,
    hidden: true,
  });
  const states = steps.map(
    (_, k): StepState => ({
      isActive: column(`active${k}`, 'bool'),
      match: column(`match${k}`, 'long'),
      record: new Map(
        references.filter(({ step }) => step <= k).map((ref) => [ref.name, column(`${k}.${ref.name}`, ref.type)]),
      ),
      isMatch: column(`matched${k}`, 'bool'),
      isRepeat: column(`repeat${k}`, 'bool'),
      assigned: new Map(declared.map(({ name, type }) => [name, column(`value${k}.${name}`, type)])),
    }),
  );
  const matches = column('matches', 'long');
  const emptyValue = (ref: Reference): Expr => declared.find(({ name }) => name === ref.column)?.initial ?? absent(ref);
  // What names mean for a step that sees the records of `from`, or none.
  const seenBy =
    (from: StepState | null, isThere: Expr | null) =>
    (expr: Expr): Expr =>
      substitute(expr, (name) => {
        const reference = references.find((ref) => ref.name === name);
        if (!reference) return declared.find((candidate) => candidate.name === name)?.initial ?? null;
        const kept = from?.record.get(name);
        if (!kept) return emptyValue(reference);
        return isThere ? iff(isThere, before(kept), emptyValue(reference)) : before(kept);
      });
  const promotions = steps.map((step, k): Expr => {
    const previous = states[k - 1];
    return previous ? and(before(previous.isActive), seenBy(previous, null)(step.condition)) : literal('bool', false);
  });
  const fold: FoldState[] = [];
  let started: Expr = literal('bool', false);
  steps.forEach((step, k) => {
    const [state, previous] = [states[k], states[k - 1]];
    const promoted = promotions[k] ?? literal('bool', false);
    const left = promotions[k + 1];
    if (!state) return;
    const stays = left ? and(before(state.isActive), not(left)) : before(state.isActive);
    const seen = seenBy(state, stays);
    const repeats = and(not(promoted), ...(k === 0 ? [] : [stays]), seen(step.condition));
    const matched = call('or', 'bool', call('coalesce', 'bool', promoted, literal('bool', false)), repeats);
    const assigned = (name: string, initial: Expr): Expr => {
      const written = step.assignments.get(name);
      if (!written) return initial;
      return previous ? iff(promoted, seenBy(previous, null)(written), seen(written)) : seen(written);
    };
    if (k === 0) started = and(matched, not(stays));
    const next = (target: RelationColumn, initial: Expr, value: Expr): void => {
      fold.push({ ...target, initial, next: value });
    };
    const isTrue = (condition: Expr): Expr => call('coalesce', 'bool', condition, literal('bool', false));
    next(state.isActive, literal('bool', false), isTrue(call('or', 'bool', matched, stays)));
    if (step.output !== 'none') next(state.isMatch, literal('bool', false), isTrue(matched));
    if (step.output === 'last') next(state.isRepeat, literal('bool', false), isTrue(and(repeats, stays)));
    next(
      state.match,
      longLiteral(-1),
      previous
        ? iff(promoted, before(previous.match), before(state.match))
        : iff(started, before(matches), before(state.match)),
    );
    for (const { name, initial } of declared) {
      const target = state.assigned.get(name);
      if (target) next(target, initial, iff(isTrue(matched), assigned(name, initial), initial));
    }
    for (const reference of references.filter((ref) => ref.step <= k)) {
      const target = state.record.get(reference.name);
      if (!target) continue;
      const own = declared.find(({ name }) => name === reference.column);
      const value =
        reference.step === k
          ? iff(
              isTrue(matched),
              own ? assigned(own.name, own.initial) : columnRef({ name: reference.column, type: reference.type }),
              before(target),
            )
          : iff(promoted, before(previous?.record.get(reference.name) ?? target), before(target));
      next(target, emptyValue(reference), value);
    }
  });
  const another = call('add', 'long', before(matches), longLiteral(1));
  return {
    states,
    fold: [...fold, { ...matches, initial: longLiteral(0), next: iff(started, another, before(matches)) }],
  };
}

// A row for each step that it matched.
function outputsOf(
  folded: Relation & { readonly serial: string },
  steps: readonly Step[],
  states: readonly StepState[],
  declared: readonly Declared[],
  matchName: string | undefined,
  input: Relation,
  { compilation }: OperatorContext,
): Relation {
  const at: RelationColumn = { name: folded.serial, type: 'long', hidden: true };
  const source = shared({ ...folded, order: [] } as Relation, compilation, true);
  const stepColumn: RelationColumn = { name: `$step${compilation.fresh()}`, type: 'long', hidden: true };
  const inputs = states.flatMap((state, k): Relation[] => {
    if (steps[k]?.output === 'none') return [];
    const assigned = declared.map(({ name, type }): NamedExpr => {
      const value = state.assigned.get(name);
      return { name, type, expr: value ? columnRef(value) : absent({ type }) };
    });
    const names = new Set(declared.map(({ name }) => name));
    const matchColumn: readonly NamedExpr[] =
      matchName === undefined ? [] : [{ name: matchName, type: 'long', expr: columnRef(state.match) }];
    const matches = filter(source, columnRef(state.isMatch));
    const matched = steps[k]?.output === 'last' ? lastOfRepeats(matches, state, at, compilation) : matches;
    return [
      project(
        matched,
        [
          ...passThrough(visibleColumns(input).filter(({ name }) => !names.has(name))),
          ...assigned,
          ...matchColumn,
          { ...at, expr: columnRef(at) },
          { ...stepColumn, expr: longLiteral(k) },
        ],
        compilation,
      ),
    ];
  });
  const [first] = inputs;
  if (!first) return { kind: 'values', rows: [], columns: [...visibleColumns(input), ...declared], order: [] };
  const order = [
    { column: at.name, type: at.type, descending: false, nullsFirst: false },
    { column: stepColumn.name, type: stepColumn.type, descending: true, nullsFirst: false },
  ];
  return { kind: 'union', inputs, columns: first.columns, order, serialized: true };
}

// The next match of the step tells whether one is the last of its series.
function lastOfRepeats(matches: Relation, state: StepState, at: RelationColumn, compilation: Compilation): Relation {
  const followed: RelationColumn = { name: `$followed${compilation.fresh()}`, type: 'bool', hidden: true };
  const next: Expr = {
    kind: 'window',
    name: 'lead',
    type: 'bool',
    args: [columnRef(state.isRepeat), longLiteral(1), literal('bool', false)],
    order: [serialKey(at.name)],
    partition: [],
  };
  const marked = project(matches, [...passThrough(matches.columns), { ...followed, expr: next }], compilation);
  return filter(marked, call('not', 'bool', columnRef(followed)));
}
