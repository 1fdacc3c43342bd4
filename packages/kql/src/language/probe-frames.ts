// The queries that probes stand in: a function where functions stand, and an example of every operator and statement.

/** A call within a query; several where it may stand in several places. */
export function* probeFrames(
  part: 'function' | 'aggregate' | 'plugin',
  name: string,
  args: readonly string[],
): Generator<string> {
  const call = `${name}(${args.join(', ')})`;
  if (part === 'aggregate') yield `Probe | summarize ${call}`;
  if (part === 'plugin') yield `Probe | sort by dt asc | evaluate ${call}`;
  if (part !== 'function') return;
  if (tabularFunctions.has(name)) {
    yield `${call} | count`;
    yield `${call}.Probe | count`;
    yield `${call}.database('hunting').Probe | count`;
  } else if (graphFunctions.has(name)) {
    const inner = args.length > 1 ? `${name}(e, ${args.at(-1)})` : `${name}(${args.length === 0 ? 'a' : 'e'})`;
    yield `${graph} | graph-match (a)-[e*1..2]->(b) project x = ${inner}`;
    yield `${graph} | graph-match (a)-[e]->(b) project x = ${inner}`;
  } else {
    yield `Probe | extend x = ${call}`;
    yield `Probe | serialize x = ${call}`;
    yield `Probe | summarize by x = ${call}`;
  }
}

/** Functions that yield tables, or name where tables are. */
const tabularFunctions: ReadonlySet<string> = new Set([
  ...['cluster', 'database', 'table', 'external_table', 'materialized_view', 'entity_group', 'stored_query_result'],
  'graph',
]);

/** Functions of the paths and nodes that `graph-match` finds. */
const graphFunctions: ReadonlySet<string> = new Set([
  ...['all', 'any', 'map', 'inner_nodes', 'node_id', 'node_degree_in', 'node_degree_out', 'labels'],
]);

const graph = 'Probe | extend s2 = s | make-graph s --> s2 with Probe on s';

/** Examples of statements by syntax kind; the first that compiles counts. */
export const statementProbes: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'AliasStatement',
    ["alias database d = cluster('c').database('d'); Probe", "alias database d = database('hunting'); Probe"],
  ],
  ['ExpressionStatement', ['Probe']],
  ['LetStatement', ['let x = 1; print x']],
  ['RestrictStatement', ['restrict access to (Probe); Probe']],
  ['SetOptionStatement', ['set query_now = datetime(2026-01-01); print now()']],
  [
    'PatternStatement',
    [
      "declare pattern p = (a:string)[b:string] { ('x').['y'] = { Probe } }; p('x').y",
      "declare pattern p = (a:string) { ('x') = { Probe } }; p('x')",
    ],
  ],
  ['QueryParametersStatement', ['declare query_parameters(a:long = 1); print a']],
]);

/** Examples of operators and sources of rows by syntax kind; the first that compiles counts. */
export const tabularProbes: ReadonlyMap<string, readonly string[]> = new Map([
  ['AsOperator', ['Probe | as P']],
  ['AssertSchemaOperator', ['Probe | project l | assert-schema (l:long)']],
  ['ConsumeOperator', ['Probe | consume']],
  ['ContextualDataTableExpression', ["__contextual_datatable('a', (l:long))"]],
  ['CountOperator', ['Probe | count']],
  ['DataTableExpression', ['datatable(a:long)[1]']],
  ['DistinctOperator', ['Probe | distinct s']],
  ['EvaluateOperator', ['Probe | evaluate narrow()', 'Probe | project s | evaluate bag_unpack(s)']],
  ['ExecuteAndCacheOperator', ['Probe | execute-and-cache']],
  ['ExtendOperator', ['Probe | extend x = l']],
  ['ExternalDataExpression', ["externaldata(a:string)['https://example.com/a.csv'] with (format='csv')"]],
  ['FacetOperator', ['Probe | facet by s', 'Probe | facet by s with (count)']],
  ['FilterOperator', ['Probe | where l > 1']],
  ['FindOperator', ['find in (Probe) where l > 1']],
  ['ForkOperator', ['Probe | fork (count) (take 1)']],
  ['GetSchemaOperator', ['Probe | getschema']],
  ['GraphMarkComponentsOperator', [`${graph} | graph-mark-components | graph-to-table nodes`]],
  ['GraphMatchOperator', [`${graph} | graph-match (a)-[e]->(b) project a.s`]],
  ['GraphShortestPathsOperator', [`${graph} | graph-shortest-paths (a)-[e*1..3]->(b) project a.s`]],
  ['GraphToTableOperator', [`${graph} | graph-to-table nodes`]],
  ['GraphWhereEdgesOperator', [`${graph} | graph-where-edges (true) | graph-to-table edges`]],
  ['GraphWhereNodesOperator', [`${graph} | graph-where-nodes (true) | graph-to-table nodes`]],
  [
    'InlineExternalTableExpression',
    ["inline_external_table(a:string) kind=storage dataformat=csv ('https://example.com/a.csv')"],
  ],
  ['InvokeOperator', ['let f = (T:(l:long)) { T | take 1 }; Probe | invoke f()']],
  ['JoinOperator', ['Probe | join kind=inner Probe on s']],
  ['LookupOperator', ['Probe | lookup Probe on s']],
  [
    'MacroExpandOperator',
    [
      "macro-expand entity_group [database('hunting')] as D (D.Probe)",
      "macro-expand entity_group [cluster('c').database('d')] as D (D.Probe)",
    ],
  ],
  ['MakeGraphOperator', [`${graph} | graph-to-table edges`]],
  [
    'MakeSeriesOperator',
    ['Probe | make-series count() on dt from datetime(2026-01-01) to datetime(2026-01-02) step 1h'],
  ],
  ['MaterializeExpression', ['let m = materialize(Probe); m']],
  ['MvApplyOperator', ['Probe | mv-apply dy on (take 1)']],
  ['MvExpandOperator', ['Probe | mv-expand dy']],
  ['ParseKvOperator', ['Probe | parse-kv s as (a:string)']],
  ['ParseOperator', ["Probe | parse s with 'a' b"]],
  ['ParseWhereOperator', ["Probe | parse-where s with 'a' b"]],
  ['PartitionByOperator', ['Probe | partition by s { take 1 }', 'Probe | __partitionby s (take 1)']],
  ['PartitionOperator', ['Probe | partition by s (take 1)']],
  ['PrintOperator', ['print 1']],
  ['ProjectAwayOperator', ['Probe | project-away s']],
  ['ProjectByNamesOperator', ["Probe | project-by-names 's'"]],
  ['ProjectKeepOperator', ['Probe | project-keep s']],
  ['ProjectOperator', ['Probe | project s']],
  ['ProjectRenameOperator', ['Probe | project-rename z = s']],
  ['ProjectReorderOperator', ['Probe | project-reorder s']],
  ['RangeOperator', ['range a from 1 to 2 step 1']],
  ['ReduceByOperator', ['Probe | reduce by s']],
  ['RenderOperator', ['Probe | render table']],
  ['SampleDistinctOperator', ['Probe | sample-distinct 1 of s']],
  ['SampleOperator', ['Probe | sample 1']],
  ['ScanOperator', ['Probe | sort by dt asc | scan with (step a: true;)']],
  ['SearchOperator', ["Probe | search 'a'"]],
  ['SerializeOperator', ['Probe | serialize']],
  ['SortOperator', ['Probe | sort by s']],
  ['SummarizeOperator', ['Probe | summarize count()']],
  ['TakeOperator', ['Probe | take 1']],
  ['ToScalarExpression', ['print toscalar(Probe | count)']],
  ['ToTableExpression', ['totable(range(1, 3))', 'print x = 1 | union (totable(Probe))']],
  ['TopHittersOperator', ['Probe | top-hitters 1 of s']],
  ['TopNestedOperator', ['Probe | top-nested 1 of s by count()']],
  ['TopOperator', ['Probe | top 1 by l']],
  ['UnionOperator', ['union Probe, Probe']],
]);
