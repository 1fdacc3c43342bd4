// `evaluate ipv4_lookup(…)`: rows of a table of networks beside the addresses that lie in them (kql-semantics §5.12).

import { convert } from '../../expressions/types.js';
import { extend, passThrough, project } from '../../plan/build.js';
import { call, columnRef, type Expr, stringLiteral } from '../../plan/expression.js';
import { shared } from '../../plan/partition.js';
import { type JoinRelation, type NamedExpr, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { findColumn, semanticAt } from '../../plan/scope.js';
import { joinOf } from '../join.js';
import { aggregateOf } from '../summarize.js';
import { columnArgument, inputColumn, type Plugin, requiredArgument } from './plugin.js';
import { besideFound, numberedRows, product } from './row-lookup.js';

const longColumn = (name: string): RelationColumn => ({ name, type: 'long', hidden: true });

/** Every address meets the networks of each length that the table has, by equality: no pair of rows is compared in vain. */
export const ipv4Lookup: Plugin = (given) => {
  const { compilation, scope } = given.context;
  const networks = compilation.relation(requiredArgument(given, 0), scope);
  const address = columnArgument(given, 1);
  const network = inputColumn({ ...given, input: networks }, requiredArgument(given, 2));
  const keys = given.args.slice(3).map((node) => {
    const [left, right] = [inputColumn(given, node), findColumn(networks.columns, node.name ?? '')];
    if (!right) throw semanticAt(compilation, node, `The lookup table has no column '${node.name}'`);
    return { left, right: columnRef(right) };
  });
  const id = compilation.fresh();
  const [mask, prefix] = [longColumn(`$mask${id}`), longColumn(`$prefix${id}`)];
  const text = (column: Expr): Expr => convert(column, 'string');
  const length = call('ipv4_netmask_suffix', 'long', text(network));
  const lookup = shared(
    extend(
      networks,
      [
        { ...prefix, expr: call('parse_ipv4', 'long', text(network)) },
        { ...mask, expr: call('parse_ipv4_mask', 'long', stringLiteral('255.255.255.255'), length) },
      ],
      compilation,
    ),
    compilation,
  );
  const masks = aggregateOf({ ...lookup, order: [] }, [{ ...mask, expr: columnRef(mask) }], []);
  const numbered = numberedRows(given);
  const { rows, row } = numbered;
  const each = product(project({ ...rows, order: [] }, passThrough(rows.columns), compilation), masks);
  const masked: NamedExpr = {
    ...prefix,
    expr: call('binary_and', 'long', call('parse_ipv4', 'long', text(address)), columnRef(mask)),
  };
  const addressed = project(each, [...passThrough(each.columns), masked], compilation);
  const found: JoinRelation = {
    ...joinOf(
      'inner',
      addressed,
      lookup,
      [
        { left: columnRef(prefix), right: columnRef(prefix) },
        { left: columnRef(mask), right: columnRef(mask) },
        ...keys,
      ],
      [],
    ),
    columns: [row, ...visibleColumns(lookup)],
    outputs: [
      { name: row.name, side: 'left', source: row.name },
      ...visibleColumns(lookup).map(({ name }) => ({ name, side: 'right' as const, source: name })),
    ],
    order: [],
  };
  return besideFound(
    given,
    numbered,
    found,
    undefined,
    keys.map(({ right }) => right.name),
  );
};
