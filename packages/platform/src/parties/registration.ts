// What an owner declares of an application, and the rules by which a declaration is read (REG-2).

import { type DataCategoryId, dataCategoryIds } from './data-categories.js';
import { type PurposeId, purposeIds } from './purposes.js';
import { type FieldReader, readFields, type Unchecked } from './read-fields.js';

/** The declared part of an application. */
export interface Registration {
  readonly displayName: string;
  readonly homePage: string;
  readonly purpose: PurposeId;
  readonly dataCategories: readonly DataCategoryId[];
  readonly privacyStatementUrl: string;
  /** A mail address or an https URL. */
  readonly securityContact: string;
  /** Where sign-in may send people back to; none unless told. */
  readonly redirectUris: readonly string[];
  /** A public client keeps no secret: it proves itself by PKCE or device code only. False unless told. */
  readonly isPublic: boolean;
  /** Opted in to preview endpoints. False unless told. */
  readonly previews: boolean;
}

/** What a new registration names besides. */
export interface NewApplication extends Registration {
  /** Home tenant. */
  readonly tenantId: string;
  readonly ownerId: string;
}

/** @throws IdentityError `registration-invalid` naming every missing or malformed field. */
export function readRegistration(input: Unchecked<Registration>): Registration {
  const fields = readFields('application', { ...optional, ...input });
  const registration = readDeclared(fields);
  fields.end();
  return registration;
}

/** @throws IdentityError `registration-invalid` naming every missing or malformed field. */
export function readNewApplication(input: Unchecked<NewApplication>): NewApplication {
  const fields = readFields('application', { ...optional, ...input });
  const ids = { tenantId: fields.id('tenantId'), ownerId: fields.id('ownerId') };
  const application = { ...ids, ...readDeclared(fields) };
  fields.end();
  return application;
}

const optional = { redirectUris: [], isPublic: false, previews: false };

function readDeclared(fields: FieldReader): Registration {
  const isPublic = fields.flag('isPublic');
  return {
    displayName: fields.text('displayName'),
    homePage: fields.url('homePage'),
    purpose: fields.oneOf('purpose', purposeIds),
    dataCategories: fields.someOf('dataCategories', dataCategoryIds),
    privacyStatementUrl: fields.url('privacyStatementUrl'),
    securityContact: fields.contact('securityContact'),
    redirectUris: fields.redirectUris('redirectUris', isPublic),
    isPublic,
    previews: fields.flag('previews'),
  };
}
