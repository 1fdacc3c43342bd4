// `evaluate ipv4_lookup(…)` and `ipv6_lookup(…)`: rows of a table of networks beside the addresses that lie in them (kql-semantics §5.12).

import { convert } from '../../expressions/types.js';
import { extend, filter, passThrough, project } from '../../plan/build.js';
import { call, columnRef, type Expr, stringLiteral } from '../../plan/expression.js';
import { shared } from '../../plan/partition.js';
import { type JoinRelation, type NamedExpr, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { findColumn, semanticAt } from '../../plan/scope.js';
import type { SyntaxNode } from '../../syntax/syntax-node.js';
import type { ScalarType } from '../../types.js';
import { joinOf } from '../join.js';
import { aggregateOf } from '../summarize.js';
import { columnArgument, inputColumn, type Plugin, requiredArgument } from './plugin.js';
import { besideFound, numberedRows, product } from './row-lookup.js';

/** How addresses and networks of a kind are cut to the bits that are compared. */
interface AddressKind {
  readonly prefixType: ScalarType;
  /** The bits of a network's prefix; all of them where no length is written. */
  readonly length: (network: Expr) => Expr;
  readonly prefix: (address: Expr, length: Expr) => Expr;
}

const v4: AddressKind = {
  prefixType: 'long',
  length: (network) => call('ipv4_netmask_suffix', 'long', network),
  prefix: (address, length) =>
    call(
      'binary_and',
      'long',
      call('parse_ipv4', 'long', address),
      call('parse_ipv4_mask', 'long', stringLiteral('255.255.255.255'), length),
    ),
};

const v6: AddressKind = {
  prefixType: 'string',
  length: (network) => call('ipv6_prefix_length', 'long', network),
  prefix: (address, length) => call('parse_ipv6_mask', 'string', address, length),
};

/** Every address meets the networks of each length that the table has, by equality: no pair of rows is compared in vain. */
const addressLookup =
  (kind: AddressKind): Plugin =>
  (given) => {
    const { input } = given;
    const { compilation, scope } = given.context;
    const networks = compilation.relation(requiredArgument(given, 0), scope);
    const address = columnArgument(given, 1);
    const network = inputColumn({ ...given, input: networks }, requiredArgument(given, 2));
    const isColumn = (node: SyntaxNode): boolean => findColumn(input.columns, node.name ?? '') !== undefined;
    // `return_unmatched` may be given by its place, behind the keys.
    const flag = given.args.findIndex((node, i) => i > 2 && node.type === 'bool' && !isColumn(node));
    const keys = given.args.slice(3, flag < 0 ? undefined : flag).map((node) => {
      const [left, right] = [inputColumn(given, node), findColumn(networks.columns, node.name ?? '')];
      if (!right) throw semanticAt(compilation, node, `The lookup table has no column '${node.name}'`);
      return { left, right: columnRef(right) };
    });
    const id = compilation.fresh();
    const length: RelationColumn = { name: `$length${id}`, type: 'long', hidden: true };
    const prefix: RelationColumn = { name: `$prefix${id}`, type: kind.prefixType, hidden: true };
    const text = (column: Expr): Expr => convert(column, 'string');
    const networkLength = kind.length(text(network));
    const prefixes = [
      { ...prefix, expr: kind.prefix(text(network), networkLength) },
      { ...length, expr: networkLength },
    ];
    // What is no network matches nothing.
    const valid = filter(extend(networks, prefixes, compilation), call('isnotempty', 'bool', columnRef(prefix)));
    const lookup = shared(valid, compilation);
    const lengths = aggregateOf({ ...lookup, order: [] }, [{ ...length, expr: columnRef(length) }], []);
    const numbered = numberedRows(given);
    const { rows, row } = numbered;
    const each = product(project({ ...rows, order: [] }, passThrough(rows.columns), compilation), lengths);
    const cut: NamedExpr = { ...prefix, expr: kind.prefix(text(address), columnRef(length)) };
    const addressed = project(each, [...passThrough(each.columns), cut], compilation);
    const on = [prefix, length].map((column) => ({ left: columnRef(column), right: columnRef(column) }));
    const found: JoinRelation = {
      ...joinOf('inner', addressed, lookup, [...on, ...keys], []),
      columns: [row, ...visibleColumns(lookup)],
      outputs: [
        { name: row.name, side: 'left', source: row.name },
        ...visibleColumns(lookup).map(({ name }) => ({ name, side: 'right' as const, source: name })),
      ],
      order: [],
    };
    const dropped = keys.map(({ right }) => right.name);
    return besideFound(given, numbered, found, flag < 0 ? undefined : flag, dropped);
  };

export const ipv4Lookup: Plugin = addressLookup(v4);
export const ipv6Lookup: Plugin = addressLookup(v6);
