// What `where` and `project` say of a pattern's elements: which properties are read, and what is gathered along the edges of variable length.

import { lowerExpression } from '../../expressions/lower-expression.js';
import { convert } from '../../expressions/types.js';
import { call, columnRef, type Expr, literal } from '../../plan/expression.js';
import type { Graph } from '../../plan/graph.js';
import { type NamedExpr, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { findColumn, type Scope, semanticAt, unsupportedAt, withBinding } from '../../plan/scope.js';
import { childOf, descendants, listOf, requiredChild, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import { withDegrees } from './degrees.js';
import { type Elements, elementExpression, graphFunction, graphFunctions } from './element-expression.js';
import type { Pattern, PatternEdge } from './pattern.js';
import { mapSyntax, nameReference } from './rewrite-syntax.js';

/** A condition over the elements whose names are in `uses`. */
export interface PatternCondition {
  readonly expr: Expr;
  readonly uses: ReadonlySet<string>;
}

/** What is known of an edge of variable length. */
export interface WalkFacts {
  /** The columns with its edges and with the nodes that it reaches, as arrays of numbers. */
  readonly edges: RelationColumn;
  readonly reached: RelationColumn;
  /** Conditions that every edge, and every node passed, has to meet. */
  readonly edgeConditions: Expr[];
  readonly nodeConditions: Expr[];
  /** Arrays of a value per edge, and per node passed. */
  readonly edgeValues: NamedExpr[];
  readonly nodeValues: NamedExpr[];
}

const overElements: ReadonlySet<string> = new Set(['all', 'any', 'map']);

/** Lowers the expressions of one pattern. Read what it collected only after all of them were lowered. */
export class PatternExpressions {
  readonly nodes: Elements;
  readonly edges: Elements;
  readonly walks = new Map<string, WalkFacts>();
  private readonly reads = new Map<string, Map<string, NamedExpr>>();
  private readonly single: ReadonlyMap<string, PatternEdge>;
  private readonly nodeNames: ReadonlySet<string>;
  private scope: Scope;
  private uses = new Set<string>();

  constructor(
    pattern: Pattern,
    graph: Graph,
    written: readonly SyntaxNode[],
    private readonly context: OperatorContext,
  ) {
    this.nodes = { graph, of: withDegrees(graph, written), is: 'node' };
    this.edges = { graph, of: graph.edges, is: 'edge' };
    this.nodeNames = new Set(pattern.nodes);
    this.single = new Map(pattern.edges.filter(({ range }) => !range).map((edge) => [edge.variable, edge]));
    for (const { variable, range } of pattern.edges) {
      if (!range) continue;
      const [edges, reached] = [this.column('edges', 'dynamic'), this.column('reached', 'dynamic')];
      const facts = { edges, reached, edgeConditions: [], nodeConditions: [], edgeValues: [], nodeValues: [] };
      this.walks.set(variable, facts);
    }
    this.scope = { ...context.scope, row: null };
  }

  /** The properties of a single node or edge that are read, over the rows of its relation. */
  readsOf(variable: string): readonly NamedExpr[] {
    return [...(this.reads.get(variable)?.values() ?? [])];
  }

  /** A condition of `where`; null when all of it is a matter of the walks. */
  condition(node: SyntaxNode): PatternCondition | null {
    const over = this.overElements(node);
    if (over?.name === 'all') {
      const conditions = over.elements.is === 'edge' ? over.walk.edgeConditions : over.walk.nodeConditions;
      conditions.push(this.ofElement(over.expression, over.elements, 'bool'));
      return null;
    }
    const walk = this.walkRead(node);
    if (walk) {
      walk.edgeConditions.push(this.ofElement(this.ofEveryEdge(node), this.edges, 'bool'));
      return null;
    }
    this.uses = new Set();
    const expr = convert(this.lower(node), 'bool');
    return { expr, uses: this.uses };
  }

  /** A value of `project`; properties of edges of variable length give an array. */
  value(node: SyntaxNode): Expr {
    this.uses = new Set();
    const walk = this.walkRead(node);
    return walk ? this.gathered(walk.edgeValues, this.ofEveryEdge(node), this.edges, 'dynamic') : this.lower(node);
  }

  private column(kind: string, type: RelationColumn['type']): RelationColumn {
    return { name: `$${kind}${this.context.compilation.fresh()}`, type, hidden: true };
  }

  private lower(node: SyntaxNode): Expr {
    const written = mapSyntax(node, (part) => {
      const expr = this.meaning(part);
      if (!expr) return null;
      const name = `$bound${this.context.compilation.fresh()}`;
      this.scope = withBinding(this.scope, name, { kind: 'scalar', expr, row: null });
      return nameReference(name, part);
    });
    return lowerExpression(written, {
      compilation: this.context.compilation,
      scope: { ...this.scope, row: { columns: [] } },
    });
  }

  // What a part of an expression means by the pattern; null when it means the same as anywhere.
  private meaning(part: SyntaxNode): Expr | null {
    if (part.kind === 'PathExpression') return this.property(part);
    if (part.kind === 'FunctionCallExpression') return this.functionOf(part);
    if (part.kind === 'NameReference' && this.isElement(part.name))
      throw unsupportedAt(this.context.compilation, part, `the element '${part.name}' in place of a value`);
    return null;
  }

  private property(part: SyntaxNode): Expr | null {
    const base = requiredChild(part, 'Expression');
    const selector = requiredChild(part, 'Selector');
    const variable = base.kind === 'NameReference' ? (base.name ?? '') : '';
    if (!this.isElement(variable)) return null;
    const elements = this.nodeNames.has(variable) ? this.nodes : this.edges;
    const column = findColumn(visibleColumns(elements.of), selector.name ?? selector.value ?? '');
    if (!column || this.walks.has(variable))
      throw semanticAt(this.context.compilation, part, `The element '${variable}' has no property of this name here`);
    return this.read(variable, column.name, columnRef(column));
  }

  private read(variable: string, key: string, expr: Expr): Expr {
    this.uses.add(variable);
    const reads = this.reads.get(variable) ?? new Map<string, NamedExpr>();
    const known = reads.get(key) ?? { ...this.column('read', expr.type), expr };
    this.reads.set(variable, reads.set(key, known));
    return columnRef(known);
  }

  private functionOf(part: SyntaxNode): Expr | null {
    const name = requiredChild(part, 'Name').name ?? '';
    const [argument, ...others] = listOf(childOf(part, 'ArgumentList'), 'Expressions');
    const variable = argument?.kind === 'NameReference' ? (argument.name ?? '') : '';
    const walk = this.walks.get(variable);
    if (walk && (name === 'array_length' || name === 'arraylength'))
      return call('array_length', 'long', this.ofWalk(variable, walk.edges));
    const over = this.overElements(part);
    if (over) {
      const values = over.elements.is === 'edge' ? over.walk.edgeValues : over.walk.nodeValues;
      if (over.name === 'map') {
        this.uses.add(over.variable);
        return this.gathered(values, over.expression, over.elements, 'dynamic');
      }
      const wanted = over.name === 'any';
      this.uses.add(over.variable);
      const found = this.gathered(values, over.expression, over.elements, 'bool');
      const some = call('set_has_element', 'bool', found, literal('bool', wanted));
      return wanted ? some : call('not', 'bool', some);
    }
    if (!graphFunctions.has(name)) return null;
    const elements = this.nodeNames.has(variable) ? this.nodes : this.single.has(variable) ? this.edges : null;
    const expr = elements && graphFunction(name, elements);
    if (!expr || others.length > 0)
      throw semanticAt(this.context.compilation, part, `The function '${name}' takes one element of the pattern`);
    return expr.kind === 'literal' ? expr : this.read(variable, `${name}()`, expr);
  }

  private ofWalk(variable: string, column: RelationColumn): Expr {
    this.uses.add(variable);
    return columnRef(column);
  }

  // `all(e, …)`, `any(inner_nodes(e), …)`, `map(…)`.
  private overElements(part: SyntaxNode) {
    const name = part.kind === 'FunctionCallExpression' ? (requiredChild(part, 'Name').name ?? '') : '';
    const [over, expression, ...others] = listOf(childOf(part, 'ArgumentList'), 'Expressions');
    if (!overElements.has(name)) return null;
    const inner = over?.kind === 'FunctionCallExpression' ? requiredChild(over, 'Name').name : undefined;
    const [named] = inner === undefined || !over ? [over] : listOf(childOf(over, 'ArgumentList'), 'Expressions');
    const variable = named?.kind === 'NameReference' ? (named.name ?? '') : '';
    const walk = this.walks.get(variable);
    const elements =
      inner === 'inner_nodes' ? this.nodes : inner === undefined || inner === 'inner_edges' ? this.edges : null;
    if (!walk || !elements || !expression || others.length > 0)
      throw unsupportedAt(
        this.context.compilation,
        part,
        `'${name}' over anything but an edge of variable length or its inner nodes`,
      );
    return { name, variable, walk, elements, expression };
  }

  private gathered(values: NamedExpr[], node: SyntaxNode, elements: Elements, type: 'dynamic' | 'bool'): Expr {
    const value = this.ofElement(node, elements, type);
    // A condition that is null counts as false.
    const sure = type === 'bool' ? call('coalesce', 'bool', value, literal('bool', false)) : value;
    const column = { ...this.column('gathered', 'dynamic'), expr: convert(sure, 'dynamic') };
    values.push(column);
    return columnRef(column);
  }

  private ofElement(node: SyntaxNode, elements: Elements, type: 'dynamic' | 'bool'): Expr {
    for (const part of descendants(node))
      if (part.kind === 'PathExpression' && this.isElement(requiredChild(part, 'Expression').name))
        throw unsupportedAt(
          this.context.compilation,
          part,
          'an expression over each edge or node that reads another element of the pattern',
        );
    return convert(elementExpression(node, elements, this.context), type);
  }

  // The walk whose properties an expression reads outside of `all()` and the like.
  private walkRead(node: SyntaxNode): WalkFacts | null {
    const read = new Set<string>();
    mapSyntax(node, (part) => {
      if (part.kind === 'FunctionCallExpression' && overElements.has(requiredChild(part, 'Name').name ?? ''))
        return part;
      const base = part.kind === 'PathExpression' ? requiredChild(part, 'Expression').name : undefined;
      if (base === undefined || !this.isElement(base)) return null;
      read.add(base);
      return part;
    });
    const [only] = [...read].filter((variable) => this.walks.has(variable));
    if (only === undefined) return null;
    if (read.size > 1)
      throw unsupportedAt(
        this.context.compilation,
        node,
        `an expression of '${only}', an edge of variable length, together with other elements`,
      );
    return this.walks.get(only) ?? null;
  }

  // `e.w > 1` of an edge of variable length: `w > 1` of each of its edges.
  private ofEveryEdge(node: SyntaxNode): SyntaxNode {
    return mapSyntax(node, (part) => {
      const base = part.kind === 'PathExpression' ? requiredChild(part, 'Expression').name : undefined;
      if (base === undefined || !this.walks.has(base)) return null;
      const selector = requiredChild(part, 'Selector');
      return nameReference(selector.name ?? selector.value ?? '', part);
    });
  }

  private isElement(name: string | undefined): boolean {
    return name !== undefined && (this.nodeNames.has(name) || this.single.has(name) || this.walks.has(name));
  }
}
