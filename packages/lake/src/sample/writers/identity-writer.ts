// Writes what domain controllers and the cloud directory see of accounts: the Identity* and EntraId* tables.

import { type Account, domain } from '../company/accounts.js';
import type { Device } from '../company/devices.js';
import { office, type Place } from '../company/network.js';
import type { Random } from '../random.js';
import type { Columns, Recorder } from '../recorder.js';
import type { Moment, Timeline } from '../timeline.js';

/** A logon that a domain controller or the cloud directory decided. */
export interface IdentityLogon {
  readonly account: Account;
  readonly from?: Device;
  readonly place?: Place;
  readonly to?: Device;
  readonly type?: string;
  readonly protocol?: 'Kerberos' | 'Ntlm' | 'Ldap' | 'OAuth2';
  readonly application?: 'Active Directory' | 'Microsoft 365' | 'Office 365';
  readonly failure?: string;
  readonly additional?: Columns;
}

/** Something that happened in the directory. */
export interface DirectoryChange {
  readonly action: string;
  readonly by: Account;
  readonly from?: Device;
  readonly on: Device;
  readonly targetAccount?: Account;
  readonly targetDevice?: Device;
  readonly protocol?: string;
  readonly additional?: Columns;
}

export interface DirectoryQuery {
  readonly by: Account;
  readonly from: Device;
  readonly to: Device;
  readonly type: string;
  readonly target: string;
  readonly query: string;
  readonly protocol?: 'Ldap' | 'Samr' | 'Dns';
  readonly targetAccount?: Account;
}

/** A sign-in to the cloud directory. */
export interface SignIn {
  readonly account: Account;
  readonly application: CloudApplication;
  readonly resource?: CloudApplication;
  readonly place: Place;
  readonly errorCode?: number;
  readonly device?: Device;
  readonly userAgent: string;
  readonly interactive?: boolean;
  readonly risk?: number;
  readonly multiFactor?: boolean;
  readonly clientApp?: string;
}

export interface CloudApplication {
  readonly name: string;
  readonly id: string;
}

/** Applications whose identifiers are the same in every tenant. */
export const cloudApplications = {
  officePortal: { name: 'OfficeHome', id: '4765445b-32c6-49b0-83e6-1d93765276ca' },
  exchange: { name: 'Office 365 Exchange Online', id: '00000002-0000-0ff1-ce00-000000000000' },
  sharePoint: { name: 'Office 365 SharePoint Online', id: '00000003-0000-0ff1-ce00-000000000000' },
  teams: { name: 'Microsoft Teams', id: '1fec8e78-bce4-4aaf-ab1b-5451cc387264' },
  graph: { name: 'Microsoft Graph', id: '00000003-0000-0000-c000-000000000000' },
  azurePortal: { name: 'Azure Portal', id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c' },
  windowsSignIn: { name: 'Windows Sign In', id: '38aa3b87-a06d-4817-b275-7a316988d93b' },
  outlookMobile: { name: 'Outlook Mobile', id: '27922004-5251-4030-b22d-91ecd9a37ea4' },
} satisfies Record<string, CloudApplication>;

export class IdentityWriter {
  readonly #random: Random;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;

  constructor(random: Random, recorder: Recorder, timeline: Timeline) {
    this.#random = random;
    this.#recorder = recorder;
    this.#timeline = timeline;
  }

  logon(at: Moment, logon: IdentityLogon): void {
    const cloud = logon.application !== undefined && logon.application !== 'Active Directory';
    const place = logon.place ?? office;
    const { account, from, to } = logon;
    // Column by column, not spread together: these rows are many, and a literal is several times faster.
    this.#recorder.record(at, 'IdentityLogonEvents', {
      Timestamp: this.#timeline.ticks(at),
      ActionType: logon.failure ? 'LogonFailed' : 'LogonSuccess',
      Application: logon.application ?? 'Active Directory',
      LogonType: logon.type ?? (cloud ? 'OAuth2:Authorize' : 'Credentials validation'),
      Protocol: logon.protocol ?? (cloud ? 'OAuth2' : 'Kerberos'),
      FailureReason: logon.failure ?? '',
      AccountName: account.name,
      AccountDomain: account.domain,
      AccountUpn: account.upn,
      AccountSid: account.sid,
      AccountObjectId: account.objectId,
      AccountDisplayName: account.displayName,
      DeviceName: from?.name ?? '',
      DeviceType: from?.role === 'workstation' ? 'Workstation' : from ? 'Server' : '',
      OSPlatform: from?.system.platform ?? '',
      IPAddress: cloud ? place.ip : (from?.ip ?? ''),
      DestinationDeviceName: to?.name ?? '',
      DestinationIPAddress: to?.ip ?? '',
      DestinationPort: to ? portOf(to) : null,
      TargetDeviceName: to?.name ?? '',
      Location: cloud ? place.country : '',
      Isp: cloud ? place.isp : '',
      ReportId: this.#random.guid(),
      AdditionalFields: logon.additional ?? {
        Count: '1',
        Category: 'Initial Access',
        AttackTechniques: 'Valid Accounts (T1078)',
        'ARG.CLOUD_SERVICE': cloud ? logon.application : '',
        'TO.DEVICE': to?.host ?? '',
        'ACTOR.ACCOUNT': account.displayName,
      },
    });
  }

  change(at: Moment, change: DirectoryChange): void {
    this.#recorder.record(at, 'IdentityDirectoryEvents', {
      ...this.#actor(at, change.by),
      ActionType: change.action,
      Application: 'Active Directory',
      TargetAccountUpn: change.targetAccount?.upn ?? '',
      TargetAccountDisplayName: change.targetAccount?.displayName ?? '',
      TargetDeviceName: change.targetDevice?.name ?? '',
      ...destination(change.on),
      Protocol: change.protocol ?? 'Ldap',
      ...source(change.from),
      IPAddress: change.from?.ip ?? '',
      Port: change.from ? this.#random.between(49_700, 65_400) : null,
      AdditionalFields: {
        'ACTOR.ACCOUNT': change.by.displayName || change.by.name,
        'ACTOR.DEVICE': change.from?.host ?? '',
        ...(change.targetAccount
          ? { 'TARGET_OBJECT.USER': change.targetAccount.displayName, TargetAccountSid: change.targetAccount.sid }
          : {}),
        ...(change.targetDevice ? { 'TARGET_OBJECT.DEVICE': change.targetDevice.host } : {}),
        ...change.additional,
      },
    });
  }

  query(at: Moment, query: DirectoryQuery): void {
    this.#recorder.record(at, 'IdentityQueryEvents', {
      ...this.#actor(at, query.by),
      ActionType: query.protocol === 'Samr' ? 'SAMR query' : query.protocol === 'Dns' ? 'DNS query' : 'LDAP query',
      Application: 'Active Directory',
      QueryType: query.type,
      QueryTarget: query.target,
      Query: query.query,
      Protocol: query.protocol ?? 'Ldap',
      ...source(query.from),
      IPAddress: query.from.ip,
      Port: this.#random.between(49_700, 65_400),
      ...destination(query.to),
      TargetDeviceName: query.to.name,
      TargetAccountUpn: query.targetAccount?.upn ?? '',
      TargetAccountDisplayName: query.targetAccount?.displayName ?? '',
      AdditionalFields: {
        Count: '1',
        'ACTOR.DEVICE': query.from.host,
        'TO.DEVICE': query.to.host,
        Category: 'Discovery',
      },
    });
  }

  signIn(at: Moment, signIn: SignIn): void {
    const { account, place, device } = signIn;
    const resource = signIn.resource ?? cloudApplications.graph;
    const failed = signIn.errorCode !== undefined && signIn.errorCode !== 0;
    this.#recorder.record(at, 'EntraIdSignInEvents', {
      Timestamp: this.#timeline.ticks(at),
      Application: signIn.application.name,
      ApplicationId: signIn.application.id,
      LogonType: JSON.stringify([signIn.interactive === false ? 'nonInteractiveUser' : 'interactiveUser']),
      ErrorCode: signIn.errorCode ?? 0,
      CorrelationId: this.#random.guid(),
      SessionId: this.#random.guid(),
      AccountDisplayName: account.displayName,
      AccountObjectId: account.objectId,
      AccountUpn: account.upn,
      IsExternalUser: 0,
      IsGuestUser: false,
      ResourceDisplayName: resource.name,
      ResourceId: resource.id,
      ResourceTenantId: domain.tenantId,
      DeviceName: device?.host ?? '',
      EntraIdDeviceId: device?.aadDeviceId ?? '',
      OSPlatform: device?.system.platform ?? operatingSystemOf(signIn.userAgent),
      DeviceTrustType: device ? 'Hybrid Azure AD joined' : '',
      IsManaged: device ? 1 : 0,
      IsCompliant: device ? 1 : 0,
      AuthenticationProcessingDetails: JSON.stringify({ 'Login Hint Present': 'True' }),
      AuthenticationRequirement: signIn.multiFactor ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
      TokenIssuerType: 0,
      RiskLevelAggregated: signIn.risk ?? 0,
      RiskDetails: 0,
      RiskState: signIn.risk ? 4 : 0,
      UserAgent: signIn.userAgent,
      ClientAppUsed: signIn.clientApp ?? 'Browser',
      Browser: signIn.userAgent.includes('Edg/')
        ? 'Edge 122.0.0'
        : signIn.userAgent.includes('Chrome/')
          ? 'Chrome 122.0.0'
          : '',
      ConditionalAccessPolicies: '[]',
      ConditionalAccessStatus: failed ? 1 : 0,
      IPAddress: place.ip,
      Country: place.country,
      State: place.state,
      City: place.city,
      Latitude: place.latitude,
      Longitude: place.longitude,
      RequestId: this.#random.guid(),
      ReportId: this.#random.guid(),
    });
  }

  /** A sign-in of an application under its own identity. */
  applicationSignIn(
    at: Moment,
    application: CloudApplication & { servicePrincipalId: string },
    place: Place,
    errorCode = 0,
  ): void {
    this.#recorder.record(at, 'EntraIdSpnSignInEvents', {
      Timestamp: this.#timeline.ticks(at),
      Application: application.name,
      ApplicationId: application.id,
      IsManagedIdentity: false,
      ErrorCode: errorCode,
      CorrelationId: this.#random.guid(),
      ServicePrincipalName: application.name,
      ServicePrincipalId: application.servicePrincipalId,
      ResourceDisplayName: cloudApplications.graph.name,
      ResourceId: cloudApplications.graph.id,
      ResourceTenantId: domain.tenantId,
      IPAddress: place.ip,
      Country: place.country,
      State: place.state,
      City: place.city,
      Latitude: place.latitude,
      Longitude: place.longitude,
      RequestId: this.#random.guid(),
      ReportId: this.#random.guid(),
    });
  }

  #actor(at: Moment, account: Account): Columns {
    return {
      Timestamp: this.#timeline.ticks(at),
      AccountName: account.name,
      AccountDomain: account.domain,
      AccountUpn: account.upn,
      AccountSid: account.sid,
      AccountObjectId: account.objectId,
      AccountDisplayName: account.displayName,
      ReportId: this.#random.guid(),
    };
  }
}

function source(device: Device | undefined): Columns {
  return { DeviceName: device?.name ?? '' };
}

function portOf(device: Device): number {
  return device.role === 'domain-controller' ? 88 : 445;
}

function destination(device: Device | undefined): Columns {
  return {
    DestinationDeviceName: device?.name ?? '',
    DestinationIPAddress: device?.ip ?? '',
    DestinationPort: device ? portOf(device) : null,
  };
}

function operatingSystemOf(userAgent: string): string {
  if (userAgent.includes('Windows')) return 'Windows10';
  if (userAgent.includes('iPhone')) return 'Ios';
  return userAgent.includes('Android') ? 'Android' : '';
}
