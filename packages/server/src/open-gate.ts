// Opens what stands between the wire and the work: block list, countries, quotas, the gates, the audit trail and the notices.

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
  createNotices,
  createOutbound,
  createOwnProfiles,
  createPostgresLedger,
  createQuotas,
  createTenantNamespaces,
  createTrustedProxies,
  createWebhooks,
  dueNotices,
  type EmbargoOptions,
  findQuotaProfile,
  type Identity,
  type Notices,
  type OwnProfiles,
  type PartySettings,
  type Quotas,
  quotaWarning,
  type Records,
  type Sealer,
  type SteadyClock,
  steadyClock,
  systemClock,
  type Terms,
  type ThresholdCrossing,
  termsNotices,
  type Webhooks,
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
  /** For development: notices may go to this machine and its network, on any port, there without TLS. */
  readonly allowPrivateTargets?: boolean;
  readonly attestation?: Partial<
    Pick<PartySettings, 'attestationInterval' | 'attestationGrace' | 'attestationNotices'>
  >;
}

export interface GateContext {
  readonly directory: string;
  /** Whether the state is shared with other nodes; their quotas are then counted together. */
  readonly isShared: boolean;
  readonly sealer: Sealer;
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
  readonly ownProfiles: OwnProfiles;
  readonly audit: AuditTrail;
  readonly blockList: BlockList;
  readonly countries: Countries;
  readonly webhooks: Webhooks;
  readonly notices: Notices;
  /** Stores what the audit trail holds; the engine must still be open. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at what falls due. */
const noticeInterval = 3_600_000;

/** @throws QuotaError `profile-unknown`, NetworkError for a setting of `options` that cannot be. */
export async function openGate(context: GateContext, options: GateOptions = {}): Promise<OpenGate> {
  const { directory, isShared, sealer, records, identity, terms, engine, clock, steady, proxies, nodeId, onFault } =
    context;
  const { quotaProfile = 'defender-2021', embargo = { countries: [] } } = options;
  const ending: (() => unknown)[] = [];

  const blockList = await createBlockList({ records, clock });
  ending.push(() => blockList.close());
  const countries = await createCountries({
    proxies: createTrustedProxies(proxies),
    ...(options.countryDatabase !== undefined && { databaseFile: options.countryDatabase }),
    ...(options.countryHeader !== undefined && { trustedHeader: options.countryHeader }),
    onError: (error) => onFault(error.message, error),
  });
  ending.push(() => countries.close());

  const outbound = createOutbound({
    blockList,
    ...(options.allowPrivateTargets && { allowPrivate: true, ports: 'any' as const }),
  });
  const webhooks = createWebhooks({ records, clock, clientClock: systemClock, sealer, outbound });
  const onError = (cause: unknown) => onFault('notices cannot be delivered', cause);
  const notices = createNotices({ records, clock, clientClock: systemClock, outbound, webhooks, onError });
  ending.push(notices.start());
  const sendDue = async () => {
    for (const notice of await dueNotices(identity.parties, clock())) await notices.send(notice);
    const versions = await terms.documents.list();
    for (const notice of await termsNotices(identity.parties, versions)) await notices.send(notice);
  };
  const looking = setInterval(() => void sendDue().catch(onError), noticeInterval).unref();
  ending.push(() => clearInterval(looking));
  ending.push(
    records.onChange(({ kind }) => {
      if (kind === 'terms.published') sendDue().catch(onError);
    }),
  );

  const audit = createAuditTrail({
    ...{ engine, directory, clock, nodeId, onFault },
    namespaces: createTenantNamespaces(records),
  });
  ending.push(() => audit.close());
  const ownProfiles = createOwnProfiles({ records, clock });
  const profiles = await ownProfiles.list();
  findQuotaProfile(quotaProfile, profiles);
  const sandboxes = await followSandboxes(context);
  ending.push(sandboxes.stop);
  const quotas = createQuotas({
    ledger: isShared
      ? createPostgresLedger({ db: records.db, ...(steady !== steadyClock && { clock }) })
      : createMemoryLedger({ clock: steady, journal: { path: join(directory, 'quotas.journal'), wallClock: clock } }),
    isSandbox: sandboxes.has,
    profiles,
    onThreshold: (crossing) => void notices.send(warningOf(crossing, clock())).catch(onError),
  });
  ending.push(() => quotas.close());
  const admission = createAdmission({
    ...{ records, clock, quotas, blockList, quotaProfile },
    embargo: createEmbargo(embargo),
    settings: { attestation: identity.parties.settings },
    acceptances: terms.acceptances,
  });
  ending.push(() => admission.close());
  await sendDue();
  return {
    ...{ admission, quotas, ownProfiles, audit, blockList, countries, webhooks, notices },
    async close() {
      while (ending.length > 0) await ending.pop()?.();
    },
  };
}

/** Knows the sandbox tenants at once, without asking the state; a tenant's kind never changes. */
async function followSandboxes({ records, identity, onFault }: GateContext) {
  const known = new Set<string>();
  const learn = async () => {
    for (const { id } of await identity.parties.tenants.list({ kind: 'sandbox' })) known.add(id);
  };
  await learn();
  const stop = records.onChange(({ kind }) => {
    if (kind === 'tenant.created') learn().catch((cause) => onFault('sandbox tenants cannot be read', cause));
  });
  return { has: (tenantId: string) => known.has(tenantId), stop };
}

function warningOf({ subject, quota, limit, percent }: ThresholdCrossing, at: number) {
  const ids = { tenant: subject.tenantId, owner: subject.ownerId, application: subject.applicationId };
  return quotaWarning({
    ...{ owner: subject.ownerId, quota: `${quota} ${limit.name}`, limit: limit.limit, percent, at },
    subject: `${limit.scope}:${ids[limit.scope]}`,
    windowMs: limit.windowMs,
  });
}
