// Which product fills which table: what a tenant must be entitled to in order to read it (USE-8).

import { tables } from './index.js';

/** A product whose tables a tenant can be licensed for. `alerts` and `platform` are what several of them, or the platform, fill. */
export const products = [
  'alerts',
  'platform',
  'defender-for-endpoint',
  'vulnerability-management',
  'defender-for-office',
  'defender-for-identity',
  'defender-for-cloud-apps',
  'defender-for-cloud',
  'entra',
  'exposure-management',
  'purview',
  'security-for-ai',
] as const;

export type Product = (typeof products)[number];

/** Products by the names of their tables; the first that fits decides. The vendor's schema reference says it table by table. */
const rules: readonly (readonly [RegExp, Product])[] = [
  [/^(ApiAuditEvents|GraphAPIAuditEvents)$/, 'platform'],
  [/^(Alert|DisruptionAndResponse)/, 'alerts'],
  [/^Device(Tvm|Baseline)/, 'vulnerability-management'],
  [/^Device/, 'defender-for-endpoint'],
  [/^(Email|Url|Message|Campaign|FileMalicious)/, 'defender-for-office'],
  [/^Identity/, 'defender-for-identity'],
  [/^(CloudAppEvents|OAuthAppInfo|Behavior)/, 'defender-for-cloud-apps'],
  [/^Cloud/, 'defender-for-cloud'],
  [/^EntraId/, 'entra'],
  [/^ExposureGraph/, 'exposure-management'],
  [/^DataSecurity/, 'purview'],
  [/^(AIAgents|Agents)Info$/, 'security-for-ai'],
];

/**
 * The product of every hunting table, by the table's name.
 * @example productOfTable.get('EmailEvents') → 'defender-for-office'
 */
export const productOfTable: ReadonlyMap<string, Product> = new Map(
  [...tables.keys()].map((table) => [table, productOf(table)]),
);

function productOf(table: string): Product {
  const rule = rules.find(([names]) => names.test(table));
  if (rule === undefined) throw new Error(`table ${table}: expected a product that fills it, found none`);
  return rule[1];
}
