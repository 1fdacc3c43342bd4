// Finds out which parts of the language compile here, by compiling a probe for everything that the official library knows by name.

import type { CompileOptions, KqlCompiler } from '../compile.js';
import { DiscoveryNeeded } from '../discovery.js';
import { KqlError } from '../errors.js';
import { type FunctionDescription, loadKusto } from '../syntax/kusto-bridge.js';
import type { Table } from '../types.js';
import { probeArguments } from './probe-arguments.js';
import { probeFrames, statementProbes, tabularProbes } from './probe-frames.js';

/** A part of the language, and whether it compiles here. */
export interface ProbedName {
  readonly part: 'statement' | 'tabular operator' | 'scalar operator' | 'function' | 'aggregate' | 'plugin';
  readonly name: string;
  readonly isSupported: boolean;
  /** The query that compiles, or the last one that did not. */
  readonly probe: string;
  /** Why it does not compile; null when it does. */
  readonly reason: string | null;
  /** An old or inner name that editors do not offer. */
  readonly isHidden: boolean;
}

/** The table that probes read: a column of each type, named by its first letters. */
export const probeTable: Table = {
  name: 'Probe',
  columns: [
    { name: 'bo', type: 'bool' },
    { name: 'i', type: 'int' },
    { name: 'l', type: 'long' },
    { name: 'r', type: 'real' },
    { name: 'de', type: 'decimal' },
    { name: 's', type: 'string' },
    { name: 'dt', type: 'datetime' },
    { name: 'ts', type: 'timespan' },
    { name: 'g', type: 'guid' },
    { name: 'dy', type: 'dynamic' },
  ],
};

const options: CompileOptions = { now: 639_040_752_000_000_000n, window: { from: null, to: null } };

/**
 * @param compiler of a catalog with `probeTable`
 * @param wanted which names to probe; all unless told
 * @example probeLanguage(createCompiler([probeTable])).filter(({ isSupported }) => !isSupported).map(({ name }) => name)
 */
export function probeLanguage(
  compiler: KqlCompiler,
  wanted: (name: string) => boolean = () => true,
): readonly ProbedName[] {
  const symbols = loadKusto().symbols();
  const probed = (part: ProbedName['part'], name: string, queries: Iterable<string>, isHidden = false): ProbedName => {
    let first: { readonly probe: string; readonly reason: string } | undefined;
    for (const probe of queries) {
      const refusal = refusalOf(compiler, probe);
      if (refusal === null) return { part, name, isSupported: true, probe, reason: null, isHidden };
      const refused = { probe, reason: refusal.message };
      // No other arguments help where the name itself is refused.
      if (refusal.code === 'unsupported' && refusesName(refusal.message, name))
        return { part, name, isSupported: false, ...refused, isHidden };
      first ??= refused;
    }
    const { probe = '', reason = 'no probe is known for it' } = first ?? {};
    return { part, name, isSupported: false, probe, reason, isHidden };
  };
  const called = (part: 'function' | 'aggregate' | 'plugin', all: readonly FunctionDescription[]) =>
    all.filter(({ name }) => wanted(name)).map((one) => probed(part, one.name, callProbes(part, one), one.isHidden));
  const shown = (
    part: 'statement' | 'tabular operator' | 'scalar operator',
    names: readonly string[],
    probesOf: (name: string) => Iterable<string>,
  ) => names.filter(wanted).map((name) => probed(part, name, probesOf(name)));
  return [
    ...shown('statement', symbols.statements, (kind) => statementProbes.get(kind) ?? []),
    ...shown('tabular operator', symbols.queryOperators, (kind) => tabularProbes.get(kind) ?? []),
    ...shown('scalar operator', symbols.scalarOperators, operatorProbes),
    ...called('function', symbols.functions),
    ...called('aggregate', symbols.aggregates),
    ...called('plugin', symbols.plugins),
  ];
}

function* callProbes(part: 'function' | 'aggregate' | 'plugin', { name, signatures }: FunctionDescription) {
  for (const signature of signatures)
    for (const args of probeArguments(signature)) yield* probeFrames(part, name, args);
}

function* operatorProbes(operator: string): Generator<string> {
  const operands = ["s {} 'a'", "s {} ('a', 'b')", 'l {} 1', 'l {} (1 .. 2)', 'bo {} true'];
  for (const form of operands) yield `Probe | extend x = ${form.replace('{}', operator)}`;
}

const refusesName = (message: string, name: string): boolean =>
  ['function', 'plugin', 'aggregate'].some((what) => message.startsWith(`the ${what} '${name}' `));

/** Null when it compiles, or would once it had asked the data. */
function refusalOf(compiler: KqlCompiler, query: string): KqlError | null {
  try {
    compiler.compile(query, options);
    return null;
  } catch (error) {
    if (error instanceof DiscoveryNeeded) return null;
    if (error instanceof KqlError) return error;
    throw error;
  }
}
