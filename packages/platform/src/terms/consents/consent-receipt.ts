// Writes a consent down as the receipt that both sides keep, in the fields of ISO/IEC TS 27560:2023.

import { canonicalJson } from '../../records/canonical-json.js';
import { hashText } from '../hash-text.js';
import type { Consent } from './consent.js';
import type { ConsentNotice, NoticedPermission } from './consent-notice.js';

/** Where the platform keeps data and under which law, as its operator states it; null where nothing is stated. */
export interface PlatformPlace {
  /** ISO 3166 code or name. */
  readonly storageLocation: string | null;
  readonly jurisdiction: string | null;
}

export interface ReceiptEvent {
  /** ISO 8601, UTC. */
  readonly event_time: string;
  readonly event_type: 'explicit';
  readonly event_state: 'consent given' | 'consent withdrawn';
  /** Who did it. */
  readonly entity_id: string;
  readonly method?: string;
  readonly source_address?: string | null;
  /** Seconds that the consent counts at most; null until withdrawn. */
  readonly validity_duration?: number | null;
  /** Id of the consent that replaced this one. */
  readonly superseded_by?: string;
}

export interface ReceiptParty {
  readonly party_id: string;
  readonly party_name: string;
  readonly party_role: 'PII controller' | 'PII processor' | 'owner of the PII processor';
  readonly party_url?: string;
  readonly party_contact?: string;
}

/** A receipt; names of the standard where it has one, our own (`tables`, `permission`, …) beside them. */
export interface ConsentReceipt {
  readonly schema_version: 'ISO/IEC TS 27560:2023, gamekeeper 1';
  readonly receipt_id: string;
  readonly record_id: string;
  readonly record_version: number;
  /** The tenant: its administrator consents for the people and devices in its data. */
  readonly pii_principal_id: string;
  readonly pii_processing: {
    readonly privacy_notice: { readonly url: string; readonly revision: string; readonly hash: string };
    readonly language: 'en';
    readonly purposes: readonly {
      readonly purpose: string;
      readonly purpose_type: 'security API application';
      readonly lawful_basis: 'consent';
      readonly pii_information: readonly { readonly pii_type: string }[];
      readonly pii_controllers: readonly string[];
      readonly collection_method: readonly string[];
      readonly processing_method: readonly string[];
      readonly storage_locations: readonly string[];
      readonly jurisdiction: string | null;
      readonly recipient_third_parties: readonly string[];
      readonly services: readonly string[];
      readonly withdrawal_method: string;
      readonly resource: string;
      readonly permission: string;
      readonly tables: NoticedPermission['tables'];
      readonly products: ConsentNotice['products'];
    }[];
  };
  readonly party_identification: readonly ReceiptParty[];
  readonly event: readonly ReceiptEvent[];
}

/** A receipt with the text that its hash covers. */
export interface IssuedReceipt {
  readonly receipt: ConsentReceipt;
  /** The receipt as canonical JSON (RFC 8785). */
  readonly text: string;
  /** Hex SHA-256 of `text`. */
  readonly hash: string;
}

/** The receipt of a consent that is being given. */
export function writeReceipt(
  consent: Omit<Consent, 'receiptHash'>,
  notice: ConsentNotice,
  place: PlatformPlace,
): IssuedReceipt {
  const { resource, permission, tenantId, applicationId } = consent;
  const noticed = notice.permissions.find((one) => one.resource === resource && one.permission === permission);
  const { tenant, application, owner } = notice;
  return issue({
    schema_version: 'ISO/IEC TS 27560:2023, gamekeeper 1',
    receipt_id: consent.id,
    record_id: consent.id,
    record_version: consent.version,
    pii_principal_id: tenantId,
    pii_processing: {
      privacy_notice: { url: notice.privacyStatementUrl, revision: notice.revision, hash: notice.hash },
      language: 'en',
      purposes: [
        {
          purpose: notice.purpose,
          purpose_type: 'security API application',
          lawful_basis: 'consent',
          pii_information: notice.dataCategories.map((category) => ({ pii_type: category })),
          pii_controllers: [tenantId],
          collection_method: ['security events and records that the tenant keeps on this platform'],
          processing_method: [noticed?.tables.length === 0 ? 'calls with the permission' : 'queries over the tables'],
          storage_locations: place.storageLocation === null ? [] : [place.storageLocation],
          jurisdiction: place.jurisdiction,
          recipient_third_parties: [applicationId, owner.id],
          services: [application.displayName],
          withdrawal_method: 'by an administrator of the tenant at any time; in force on the next request',
          resource,
          permission,
          tables: noticed?.tables ?? [],
          products: notice.products,
        },
      ],
    },
    party_identification: [
      { party_id: tenant.id, party_name: tenant.displayName, party_role: 'PII controller' },
      {
        party_id: application.id,
        party_name: application.displayName,
        party_role: 'PII processor',
        party_url: application.homePage,
        party_contact: application.securityContact,
      },
      { party_id: owner.id, party_name: owner.displayName, party_role: 'owner of the PII processor' },
    ],
    event: [
      {
        event_time: new Date(consent.givenAt).toISOString(),
        event_type: 'explicit',
        event_state: 'consent given',
        entity_id: consent.givenBy,
        method: consent.method,
        source_address: consent.sourceAddress,
        validity_duration:
          consent.validUntil === null ? null : Math.floor((consent.validUntil - consent.givenAt) / 1000),
      },
    ],
  });
}

/** The receipt as it stands: the one that was given, with the withdrawal behind it once there is one. */
export function currentReceipt(consent: Consent, given: string): IssuedReceipt {
  const receipt: ConsentReceipt = JSON.parse(given);
  if (consent.withdrawnAt === null) return { receipt, text: given, hash: hashText(given) };
  const withdrawal: ReceiptEvent = {
    event_time: new Date(consent.withdrawnAt).toISOString(),
    event_type: 'explicit',
    event_state: 'consent withdrawn',
    entity_id: consent.withdrawnBy ?? '',
    ...(consent.supersededBy !== null && { superseded_by: consent.supersededBy }),
  };
  return issue({ ...receipt, event: [...receipt.event, withdrawal] });
}

function issue(receipt: ConsentReceipt): IssuedReceipt {
  const text = canonicalJson(receipt);
  return { receipt, text, hash: hashText(text) };
}
