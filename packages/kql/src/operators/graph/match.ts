// Matches of a pattern as rows: single edges are joins, edges of variable length are walked by the host.

import { filter, project } from '../../plan/build.js';
import { call, columnRef, type Expr, longLiteral } from '../../plan/expression.js';
import { EDGE, type Graph, NODE } from '../../plan/graph.js';
import { shared } from '../../plan/partition.js';
import type { AggregateRelation, NamedExpr, Relation, RelationColumn } from '../../plan/relation.js';
import { type Compilation, semanticAt, unsupportedAt } from '../../plan/scope.js';
import type { SyntaxNode } from '../../syntax/syntax-node.js';
import { type Attached, attach } from './attach.js';
import type { EdgeRange, Pattern, PatternEdge } from './pattern.js';
import type { PatternCondition, PatternExpressions } from './pattern-expressions.js';
import { edgesAlong, type WalkRequest, walksAlong } from './walk.js';

/** How matches are looked for. */
export interface MatchOptions {
  /** The operator, for messages. */
  readonly what: string;
  readonly cycles: WalkRequest['cycles'];
  readonly table: WalkRequest['table'];
  readonly output: WalkRequest['output'];
}

/** Something that a match holds once or several times: a number, or an array of them. */
type Occurrence = { readonly one: RelationColumn } | { readonly many: RelationColumn };

/** The rows of matches, with the numbers of their nodes and edges. */
export class Matches {
  relation: Relation;
  /** How many edges a match has: a count for the single ones, an array for each of the others. */
  readonly edges: Occurrence[] = [];
  private readonly nodes: Occurrence[] = [];
  private readonly bound = new Set<string>();
  private readonly numbers: ReadonlyMap<string, RelationColumn>;
  private pending: readonly PatternCondition[];

  /** @throws KqlError for a pattern whose elements do not hang together */
  constructor(
    private readonly pattern: Pattern,
    private readonly expressions: PatternExpressions,
    conditions: readonly PatternCondition[],
    private readonly graph: Graph,
    private readonly options: MatchOptions,
    private readonly compilation: Compilation,
    node: SyntaxNode,
  ) {
    this.pending = conditions;
    const variables = [...pattern.nodes, ...pattern.edges.map(({ variable }) => variable)];
    this.numbers = new Map(
      variables.map((variable) => [
        variable,
        { name: `$number${compilation.fresh()}`, type: 'long', hidden: true } as const,
      ]),
    );
    // It begins where a condition leaves fewest nodes.
    const first = pattern.nodes.find((variable) => this.isNarrowed(variable)) ?? pattern.nodes[0] ?? '';
    this.relation = this.nodeRows(first);
    this.nodes.push({ one: this.numberOf(first) });
    this.bind(first);
    let open = [...pattern.edges];
    while (open.length > 0) {
      const edge = open.find(({ left, right }) => this.bound.has(left) || this.bound.has(right));
      if (!edge)
        throw semanticAt(
          compilation,
          node,
          'The sequences of a pattern must share nodes, so that all of it hangs together',
        );
      if (edge.range) this.walk({ ...edge, range: edge.range });
      else this.step(edge);
      open = open.filter((other) => other !== edge);
    }
    const unbound = pattern.nodes.some((variable) => !this.bound.has(variable));
    if (unbound)
      throw semanticAt(
        compilation,
        node,
        'The sequences of a pattern must share nodes, so that all of it hangs together',
      );
  }

  /** The number of a node or of a single edge. */
  numberOf(variable: string): RelationColumn {
    return this.numbers.get(variable) ?? NODE;
  }

  private isNarrowed(variable: string): boolean {
    return this.pending.some(({ uses }) => uses.size === 1 && uses.has(variable));
  }

  private ownConditions(variable: string): readonly Expr[] {
    return this.pending.filter(({ uses }) => uses.size === 1 && uses.has(variable)).map(({ expr }) => expr);
  }

  private nodeRows(variable: string): Relation {
    const number: NamedExpr = { ...this.numberOf(variable), expr: columnRef(NODE) };
    const rows = project(this.expressions.nodes.of, [number, ...this.expressions.readsOf(variable)], this.compilation);
    return this.ownConditions(variable).reduce<Relation>(filter, rows);
  }

  // A node or edge is there: conditions on what is there now narrow the matches.
  private bind(variable: string): void {
    this.bound.add(variable);
    const isReady = ({ uses }: PatternCondition): boolean => [...uses].every((used) => this.bound.has(used));
    for (const condition of this.pending.filter(isReady))
      if (!this.isOwnOfNode(condition)) this.relation = filter(this.relation, condition.expr);
    this.pending = this.pending.filter((condition) => !isReady(condition));
  }

  // Applied where the nodes themselves were taken.
  private isOwnOfNode({ uses }: PatternCondition): boolean {
    return uses.size === 1 && this.pattern.nodes.some((variable) => uses.has(variable));
  }

  // Node numbers in the column `reached` become the node of the pattern.
  private reach(variable: string, reached: RelationColumn, rows: Relation): void {
    const number = this.numberOf(variable);
    const columns = rows.columns.map((column): Attached => ({ column, as: column }));
    this.relation = attach(this.relation, rows, [{ left: reached, right: number }], columns);
  }

  private step(edge: PatternEdge): void {
    const number = this.numberOf(edge.variable);
    const columns = [{ ...number, expr: columnRef(EDGE) }, ...this.expressions.readsOf(edge.variable)];
    const { relation, from, to } = edgesAlong(this.graph, edge.direction, columns, this.compilation);
    const ends = [
      { variable: edge.left, column: from },
      { variable: edge.right, column: to },
    ];
    const known = ends.filter((end) => this.bound.has(end.variable));
    // An edge from a node to the same node of the pattern.
    const open = ends.filter((end) => !this.bound.has(end.variable));
    const reached: RelationColumn = { name: `$reached${this.compilation.fresh()}`, type: 'long', hidden: true };
    this.relation = attach(
      this.relation,
      relation,
      known.map((end) => ({ left: this.numberOf(end.variable), right: end.column })),
      [
        ...columns.map(({ expr: _, ...column }): Attached => ({ column, as: column })),
        ...open.map((end): Attached => ({ column: end.column, as: reached })),
      ],
    );
    this.bind(edge.variable);
    this.keepApart(this.edges, { one: number }, this.options.cycles === 'unique_edges');
    const [end] = open;
    if (end) {
      this.reach(end.variable, reached, this.nodeRows(end.variable));
      this.keepApart(this.nodes, { one: this.numberOf(end.variable) }, this.options.cycles === 'none');
      this.bind(end.variable);
    } else this.refuseClosing(edge);
  }

  private walk(edge: PatternEdge & { readonly range: EdgeRange }): void {
    const facts = this.expressions.walks.get(edge.variable);
    if (!facts) return;
    const bothBound = this.bound.has(edge.left) && this.bound.has(edge.right);
    if (bothBound) this.refuseClosing(edge);
    const backwards = !this.bound.has(edge.left);
    const [here, there] = backwards ? [edge.right, edge.left] : [edge.left, edge.right];
    // Both are read twice: for the walks and beside them.
    const rows = shared(this.relation, this.compilation, true);
    this.relation = rows;
    const nodes = bothBound ? null : shared(this.nodeRows(there), this.compilation, true);
    const targets = bothBound
      ? this.distinct(rows, there)
      : nodes && this.isNarrowed(there)
        ? this.distinct(nodes, there)
        : null;
    const request: WalkRequest = { ...this.options, edge, backwards, starts: this.distinct(rows, here), targets };
    const walks = walksAlong(request, facts, this.expressions, this.graph, this.compilation);
    const ends = [
      { left: this.numberOf(here), right: walks.start },
      ...(bothBound ? [{ left: this.numberOf(there), right: walks.end }] : []),
    ];
    const gathered = [...facts.edgeValues, ...facts.nodeValues].map(
      ({ name, type }): RelationColumn => ({ name, type, hidden: true }),
    );
    const columns = [walks.end, facts.edges, facts.reached, ...gathered];
    this.relation = attach(
      rows,
      walks.relation,
      ends,
      columns.map((column) => ({ column, as: column })),
    );
    this.bind(edge.variable);
    this.keepApart(this.edges, { many: facts.edges }, this.options.cycles === 'unique_edges');
    this.keepApart(this.nodes, { many: facts.reached }, this.options.cycles === 'none');
    if (nodes) {
      this.reach(there, walks.end, nodes);
      this.bind(there);
    }
  }

  private distinct(rows: Relation, variable: string): AggregateRelation {
    const number = this.numberOf(variable);
    return {
      kind: 'aggregate',
      input: rows,
      keys: [{ ...number, expr: columnRef(number) }],
      aggregates: [],
      columns: [number],
      order: [],
    };
  }

  private keepApart(known: Occurrence[], added: Occurrence, isWanted: boolean): void {
    if (isWanted) for (const other of known) this.relation = filter(this.relation, apart(other, added));
    known.push(added);
  }

  private refuseClosing(edge: PatternEdge): void {
    if (this.options.cycles === 'none')
      throw unsupportedAt(this.compilation, edge.node, 'a pattern that is a cycle itself, without cycles,');
  }
}

function apart(a: Occurrence, b: Occurrence): Expr {
  if ('one' in a) {
    if ('one' in b) return call('not_equals', 'bool', columnRef(a.one), columnRef(b.one));
    return call('not', 'bool', call('set_has_element', 'bool', columnRef(b.many), columnRef(a.one)));
  }
  if ('one' in b) return apart(b, a);
  const common = call('set_intersect', 'dynamic', columnRef(a.many), columnRef(b.many));
  return call('equals', 'bool', call('array_length', 'long', common), longLiteral(0));
}
