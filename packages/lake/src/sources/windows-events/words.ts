// The words that hunting queries expect where Windows logs numbers: types of logon, reasons of failure, levels.

type Words = ReadonlyMap<string, string>;

/** DeviceLogonEvents.LogonType by the number in Security events. */
export const logonTypes: Words = new Map([
  ['0', 'System'],
  ['2', 'Interactive'],
  ['3', 'Network'],
  ['4', 'Batch'],
  ['5', 'Service'],
  ['7', 'Unlock'],
  ['8', 'NetworkCleartext'],
  ['9', 'NewCredentials'],
  ['10', 'RemoteInteractive'],
  ['11', 'CachedInteractive'],
  ['12', 'CachedRemoteInteractive'],
  ['13', 'CachedUnlock'],
]);

/** DeviceLogonEvents.FailureReason by NT status. */
export const logonFailures: Words = new Map([
  ['0xc000005e', 'NoLogonServers'],
  ['0xc0000064', 'InvalidUserNameOrPassword'],
  ['0xc000006a', 'InvalidUserNameOrPassword'],
  ['0xc000006d', 'InvalidUserNameOrPassword'],
  ['0xc000006e', 'AccountRestriction'],
  ['0xc000006f', 'InvalidLogonHours'],
  ['0xc0000070', 'InvalidWorkstation'],
  ['0xc0000071', 'PasswordExpired'],
  ['0xc0000072', 'AccountDisabled'],
  ['0xc00000dc', 'InvalidServerState'],
  ['0xc000010b', 'InvalidLogonType'],
  ['0xc0000133', 'TimeDifferenceAtDC'],
  ['0xc000015b', 'UnauthorizedLogonType'],
  ['0xc0000192', 'NetlogonNotStarted'],
  ['0xc0000193', 'AccountExpired'],
  ['0xc0000224', 'PasswordMustChange'],
  ['0xc0000234', 'AccountLockedOut'],
  ['0xc0000413', 'AuthenticationFirewallFailed'],
]);

/** IdentityLogonEvents.FailureReason by NT status (4776) or Kerberos error (4768, 4769, 4771). */
export const identityFailures: Words = new Map([
  ['0xc0000064', 'UnknownUser'],
  ['0xc000006a', 'WrongPassword'],
  ['0xc000006d', 'WrongPassword'],
  ['0xc000006f', 'InvalidLogonHours'],
  ['0xc0000070', 'InvalidWorkstation'],
  ['0xc0000071', 'PasswordExpired'],
  ['0xc0000072', 'AccountDisabled'],
  ['0xc0000193', 'AccountExpired'],
  ['0xc0000224', 'PasswordMustChange'],
  ['0xc0000234', 'AccountLocked'],
  ['0x6', 'UnknownUser'],
  ['0x7', 'UnknownServer'],
  ['0x9', 'NullKey'],
  ['0xc', 'AccountRestriction'],
  ['0xe', 'EncryptionTypeNotSupported'],
  ['0x12', 'AccountDisabledExpiredOrLocked'],
  ['0x17', 'PasswordExpired'],
  ['0x18', 'WrongPassword'],
  ['0x1b', 'MustUseUser2User'],
  ['0x1f', 'IntegrityCheckFailed'],
  ['0x20', 'TicketExpired'],
  ['0x25', 'ClockSkew'],
]);

/** ProcessIntegrityLevel by the mandatory label of event 4688. */
export const integrityLevels: Words = new Map([
  ['S-1-16-0', 'Untrusted'],
  ['S-1-16-4096', 'Low'],
  ['S-1-16-8192', 'Medium'],
  ['S-1-16-8448', 'MediumPlus'],
  ['S-1-16-12288', 'High'],
  ['S-1-16-16384', 'System'],
  ['S-1-16-20480', 'ProtectedProcess'],
]);

/** ProcessTokenElevation by the code of event 4688. */
export const tokenElevations: Words = new Map([
  ['%%1936', 'TokenElevationTypeDefault'],
  ['%%1937', 'TokenElevationTypeFull'],
  ['%%1938', 'TokenElevationTypeLimited'],
]);

/** DeviceNetworkEvents.Protocol by protocol number (Security) or name (Sysmon). */
export const protocols: Words = new Map([
  ['1', 'Icmp'],
  ['6', 'Tcp'],
  ['17', 'Udp'],
  ['58', 'IcmpV6'],
  ['icmp', 'Icmp'],
  ['tcp', 'Tcp'],
  ['udp', 'Udp'],
]);
