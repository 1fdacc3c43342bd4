// Opens what stands between the wire and the work: block list, countries, quotas, the gates and the audit trail.

import { join } from 'node:path';
import type { Engine } from '@gamekeeper/lake';
import {
  type Admission,
  type AuditTrail,
  type BlockList,
  type Clock,
  type Countries,
  createAdmission,
  createAuditTrail,
  createBlockList,
  createCountries,
  createEmbargo,
  createMemoryLedger,
  createQuotas,
  createTenantNamespaces,
  createTrustedProxies,
  defaultPartySettings,
  type EmbargoOptions,
  type Identity,
  type PartySettings,
  type Quotas,
  type Records,
  type SteadyClock,
  type Terms,
} from '@gamekeeper/platform';

/** What the operator sets for the gate. */
export interface GateOptions {
  /** Profile of tenants and agreements that name none; `defender-2021` unless told. */
  readonly quotaProfile?: string;
  /** Countries whose requests are refused (USE-11); none unless told. */
  readonly embargo?: EmbargoOptions;
  /** MMDB file that tells countries by address. */
  readonly countryDatabase?: string;
  /** Header in which trusted proxies name the country. */
  readonly countryHeader?: string;
  readonly attestation?: Partial<
    Pick<PartySettings, 'attestationInterval' | 'attestationGrace' | 'attestationNotices'>
  >;
}

export interface GateContext {
  readonly directory: string;
  readonly records: Records;
  readonly identity: Identity;
  readonly terms: Terms;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly steady: SteadyClock;
  /** Addresses of reverse proxies whose headers count. */
  readonly proxies: readonly string[];
  readonly nodeId: string;
  readonly onFault: (message: string, cause?: unknown) => void;
}

export interface OpenGate {
  readonly admission: Admission;
  readonly quotas: Quotas;
  readonly audit: AuditTrail;
  readonly blockList: BlockList;
  readonly countries: Countries;
  /** Stores what the audit trail holds; the engine must still be open. */
  close(): Promise<void>;
}

export async function openGate(context: GateContext, options: GateOptions = {}): Promise<OpenGate> {
  const { directory, records, identity, terms, engine, clock, steady, proxies, nodeId, onFault } = context;
  const { quotaProfile = 'defender-2021', embargo = { countries: [] }, attestation } = options;
  const sandboxes = new Set<string>();
  const learnSandboxes = async () => {
    for (const { id, kind } of await identity.parties.tenants.list()) if (kind === 'sandbox') sandboxes.add(id);
  };
  await learnSandboxes();
  const stopLearning = records.onChange(({ kind }) => {
    if (kind === 'tenant.created') learnSandboxes().catch((cause) => onFault('sandbox tenants cannot be read', cause));
  });
  const blockList = await createBlockList({ records, clock });
  const countries = await createCountries({
    proxies: createTrustedProxies(proxies),
    ...(options.countryDatabase !== undefined && { databaseFile: options.countryDatabase }),
    ...(options.countryHeader !== undefined && { trustedHeader: options.countryHeader }),
    onError: (error) => onFault(error.message, error),
  });
  const ledger = createMemoryLedger({
    clock: steady,
    journal: { path: join(directory, 'quotas.journal'), wallClock: clock },
  });
  const quotas = createQuotas({ ledger, isSandbox: (tenantId) => sandboxes.has(tenantId) });
  const audit = createAuditTrail({
    engine,
    directory,
    clock,
    nodeId,
    namespaces: createTenantNamespaces(records),
    onFault,
  });
  const admission = createAdmission({
    ...{ records, clock, quotas, blockList, quotaProfile },
    embargo: createEmbargo(embargo),
    settings: { attestation: { ...defaultPartySettings, ...attestation } },
    acceptances: terms.acceptances,
  });
  return {
    ...{ admission, quotas, audit, blockList, countries },
    async close() {
      stopLearning();
      admission.close();
      blockList.close();
      countries.close();
      await quotas.close();
      await audit.close();
    },
  };
}
