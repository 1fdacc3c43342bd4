// Which kinds of data an application may be registered to use: the published list from which a registration names some (REG-2).

export interface DataCategory {
  readonly id: string;
  readonly title: string;
  /** As registration and consent pages show it. */
  readonly description: string;
}

/** In the order in which pages offer them; an id is never given another meaning. */
export const dataCategories = [
  {
    id: 'alerts-and-incidents',
    title: 'Alerts and incidents',
    description: 'What was detected, with evidence, assessment and comments.',
  },
  {
    id: 'device-events',
    title: 'Device events',
    description: 'Processes, files, network connections, sign-ins and settings of computers.',
  },
  {
    id: 'device-inventory',
    title: 'Device inventory',
    description: 'Computers, their owners, software, weaknesses and configuration.',
  },
  {
    id: 'identity-events',
    title: 'Identity events',
    description: 'Accounts, sign-ins and directory changes: personal data.',
  },
  {
    id: 'email-events',
    title: 'Mail events',
    description: 'Senders, recipients, subjects, attachments and links of mail: personal data.',
  },
  {
    id: 'cloud-application-events',
    title: 'Cloud application events',
    description: 'What people and services do in cloud applications: personal data.',
  },
  {
    id: 'exposure-data',
    title: 'Exposure data',
    description: 'How assets are connected and where attacks could pass.',
  },
  {
    id: 'platform-audit',
    title: 'Audit of this platform',
    description: 'Who called which interface of this platform, when and with what result.',
  },
] as const satisfies readonly DataCategory[];

export type DataCategoryId = (typeof dataCategories)[number]['id'];

export const dataCategoryIds: readonly DataCategoryId[] = dataCategories.map(({ id }) => id);
