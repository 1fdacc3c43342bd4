// What an application may be registered for: the published list from which a registration names one (REG-2).

export interface Purpose {
  readonly id: string;
  readonly title: string;
  /** As registration and consent pages show it. */
  readonly description: string;
}

/** In the order in which pages offer them; an id is never given another meaning. */
export const purposes = [
  {
    id: 'siem-integration',
    title: 'SIEM integration',
    description: 'Copies alerts, incidents and events into a system that correlates and keeps them for the tenant.',
  },
  {
    id: 'soar-automation',
    title: 'Automated response',
    description: 'Runs playbooks on incidents: enriches, assigns, comments and closes them.',
  },
  {
    id: 'threat-hunting',
    title: 'Threat hunting',
    description: 'Searches events for signs of attacks on behalf of the analysts of the tenant.',
  },
  {
    id: 'incident-response',
    title: 'Incident response',
    description: 'Collects evidence while an incident is investigated and contained.',
  },
  {
    id: 'detection-engineering',
    title: 'Detection engineering',
    description: 'Writes, tries out and deploys detection rules.',
  },
  {
    id: 'vulnerability-management',
    title: 'Vulnerability management',
    description: 'Tracks software, weaknesses and their repair.',
  },
  {
    id: 'reporting',
    title: 'Reporting',
    description: 'Draws figures and dashboards from alerts, incidents and events.',
  },
  {
    id: 'compliance',
    title: 'Compliance',
    description: 'Shows auditors that security duties are met.',
  },
  {
    id: 'managed-service',
    title: 'Managed security service',
    description: 'Watches over the tenant as a provider, under a contract with it.',
  },
  {
    id: 'data-ingestion',
    title: 'Data ingestion',
    description: 'Brings events into the platform and reads back what is needed to do so.',
  },
  {
    id: 'administration',
    title: 'Administration',
    description: 'Manages registrations, consents and terms on this platform.',
  },
  {
    id: 'research',
    title: 'Research',
    description: 'Studies attacks and defences with data that the tenant provides for it.',
  },
  {
    id: 'testing',
    title: 'Testing',
    description: 'Develops and tests an integration on data made for that.',
  },
] as const satisfies readonly Purpose[];

export type PurposeId = (typeof purposes)[number]['id'];

export const purposeIds: readonly PurposeId[] = purposes.map(({ id }) => id);
