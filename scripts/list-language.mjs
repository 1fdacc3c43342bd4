// Writes docs/kql.md: what of the language runs here, found by compiling a probe for every name that the official library knows.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

const file = join(root, 'docs/kql.md');
const isCheck = process.argv.includes('--check');
if (!isCheck) prepare();
const { createCompiler, probeLanguage, probeTable } = await import('../packages/kql/dist/index.js');
const probed = probeLanguage(createCompiler([probeTable]));

/** Kinds whose word is another one. */
const words = new Map([
  ['Filter', 'where'],
  ['GetSchema', 'getschema'],
  ['DataTable', 'datatable'],
  ['ExternalData', 'externaldata'],
  ['InlineExternalTable', 'inline_external_table'],
  ['ContextualDataTable', '__contextual_datatable'],
  ['ToScalar', 'toscalar'],
  ['ToTable', 'totable'],
  ['ReduceBy', 'reduce'],
  ['PartitionBy', '__partitionby'],
  ['SetOption', 'set'],
  ['QueryParameters', 'declare query_parameters'],
  ['Pattern', 'declare pattern'],
  ['Alias', 'alias database'],
  ['Restrict', 'restrict access'],
]);

if (!isCheck) writeFileSync(file, page());
else if (readFileSync(file, 'utf8') !== page()) {
  console.error('docs/kql.md is not what compiles: run node scripts/list-language.mjs');
  process.exitCode = 1;
}

function page() {
  const offered = probed.filter(({ isHidden }) => !isHidden);
  const parts = [...new Set(offered.map(({ part }) => part))].map((part) => [
    part,
    offered.filter((one) => one.part === part),
  ]);
  return [
    '# The language',
    '',
    'Written by `node scripts/list-language.mjs`: it takes every name that the official language library knows, writes a query that uses it with',
    "arguments of the library's own signatures, and compiles that. What does not compile is refused by name; nothing is answered by guess. What each",
    'does is told by the language reference of Kusto. A function that compiles may still refuse some forms of its arguments, by name and place.',
    '',
    '| part | supported | of |',
    '|---|---|---|',
    ...parts.map(([part, names]) => `| ${part} | ${supported(names).length} | ${names.length} |`),
    ...parts.flatMap(([part, names]) => section(part, names)),
    '',
  ].join('\n');
}

function section(part, names) {
  const refused = names.filter(({ isSupported }) => !isSupported);
  return [
    ...[
      '',
      `## ${part}`,
      '',
      supported(names)
        .map(({ name }) => code(shown(name)))
        .join(', '),
    ],
    ...(refused.length > 0 ? ['', '| not supported | why | probe |', '|---|---|---|'] : []),
    ...refused.map(({ name, reason, probe }) => `| ${code(shown(name))} | ${cell(reason)} | ${code(cell(probe))} |`),
  ];
}

function supported(names) {
  return names.filter(({ isSupported }) => isSupported);
}

/** Syntax kinds as words: `MvExpandOperator` is mv-expand. */
function shown(name) {
  const kind = /^([A-Z]\w+?)(Operator|Statement|Expression)$/.exec(name)?.[1];
  if (kind === undefined) return name;
  return words.get(kind) ?? kind.replace(/\B([A-Z])/g, '-$1').toLowerCase();
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

function code(text) {
  return `\`${text}\``;
}
