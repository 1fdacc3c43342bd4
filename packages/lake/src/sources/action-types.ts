// The ActionTypes by which rows of tables with the same columns are told apart.

/** Tables whose ActionTypes are few and their own. */
const closed: Readonly<Record<string, RegExp>> = {
  DeviceProcessEvents: /^(ProcessCreated|ProcessCreatedAggregatedReport|OpenProcess)$/,
  DeviceNetworkEvents:
    /^(Connection(Success|Failed|Attempt|Request|Found|Acknowledged)\w*|InboundConnection\w+|InboundInternetScanInspected|ListeningConnectionCreated|NetworkSignatureInspected|InternetConnectionInspected|(Dns|Dhcp|Ftp|Http|Icmp|Kerberos|Ntlm|Ssh|Ssl|Smtp|Dcerpc|Smb|Rdp)\w*ConnectionInspected)$/,
  DeviceFileEvents: /^File(Created|Deleted|Modified|Renamed)(AggregatedReport)?$/,
  DeviceRegistryEvents: /^Registry(Key(Created|Deleted|Renamed)|Value(Set|Deleted))$/,
  DeviceLogonEvents: /^Logon(Success|Failed|Attempted)(AggregatedReport)?$/,
  DeviceImageLoadEvents: /^ImageLoaded$/,
  IdentityLogonEvents: /^Logon(Success|Failed|Attempted)$/,
  IdentityQueryEvents: /^(LDAP query|DNS query|SAMR query|SAMR Query|LDAP Query|DNS Query)$/,
  UrlClickEvents: /^(ClickAllowed|ClickBlocked|UrlErrorPage|ClickBlockedByTenantPolicy|UrlScanInProgress)$/,
};

/** Tables that hold whatever else happens; an ActionType of no closed table is one of theirs. */
const open: readonly string[] = [
  'DeviceEvents',
  'IdentityDirectoryEvents',
  'CloudAppEvents',
  'EmailPostDeliveryEvents',
  'CloudAuditEvents',
];

/**
 * The candidates that an ActionType points to: the tables whose own it is, or else the tables that hold any.
 * @example tablesOfAction('LdapSearch', ['DeviceEvents', 'DeviceFileEvents']) // ['DeviceEvents']
 */
export function tablesOfAction(action: string, candidates: readonly string[]): readonly string[] {
  const own = candidates.filter((table) => closed[table]?.test(action));
  return own.length > 0 ? own : candidates.filter((table) => open.includes(table));
}
