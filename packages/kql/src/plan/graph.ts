// A graph as the plan sees it: two relations that are tied by the numbers of the nodes. It is no relation itself.

import type { Relation, RelationColumn } from './relation.js';

/** What `make-graph` makes and graph operators take. Rows of both relations carry hidden columns beside their properties. */
export interface Graph {
  readonly kind: 'graph';
  /** A row per node, with NODE and `id`. */
  readonly nodes: Relation;
  /** A row per edge, with EDGE, SOURCE and TARGET. */
  readonly edges: Relation;
  /** The hidden column of the nodes' ids, in the type that the query gave them. */
  readonly id: RelationColumn;
  /** Whether the nodes without edges are known; not after edges were filtered. */
  readonly knowsLoneNodes: boolean;
}

/** The column of the nodes that numbers them. */
export const NODE: RelationColumn = { name: '$node', type: 'long', hidden: true };
/** The column of the edges that numbers them. */
export const EDGE: RelationColumn = { name: '$edge', type: 'long', hidden: true };
/** The column of the edges with the number of the node that they leave. */
export const SOURCE: RelationColumn = { name: '$source', type: 'long', hidden: true };
/** The column of the edges with the number of the node that they reach. */
export const TARGET: RelationColumn = { name: '$target', type: 'long', hidden: true };

/** Tells a graph from a relation. */
export const isGraph = (value: Graph | Relation): value is Graph => value.kind === 'graph';
