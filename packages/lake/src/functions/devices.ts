// Defender's functions about devices and their addresses, answered from the network tables of this lake.

import type { StoredFunction } from '@gamekeeper/kql';

/** The addresses of each adapter as its device reported them last. */
const adaptersAt = (condition: string): string => `DeviceNetworkInfo
  | where ${condition}
  | summarize arg_max(Timestamp, DeviceName, IPAddresses, NetworkAdapterType, ConnectedNetworks)
      by DeviceId, NetworkAdapterName, MacAddress
  | mv-expand __Address = parse_json(IPAddresses)
  | extend IPAddress = tostring(__Address.IPAddress)
  | where isnotempty(IPAddress)`;

/**
 * `T | invoke DeviceFromIP(x, y)`: the devices that had an address of the column x (`IP` unless told) in their last report, or in the last
 * before the moment y; a row for each address and device.
 *
 * Source: "DeviceFromIP()" in the documentation of advanced hunting, Microsoft Defender XDR.
 */
const deviceFromIp: StoredFunction = {
  name: 'DeviceFromIP',
  parameters: '(T:(*), Address:string = "IP", AsOf:datetime = datetime(null))',
  columnParameters: ['Address'],
  body: `{
  let Wanted = T | project __IP = tostring(column_ifexists(Address, "")) | where isnotempty(__IP) | distinct __IP;
  ${adaptersAt('isnull(AsOf) or Timestamp <= AsOf')}
  | where IPAddress in (Wanted)
  | distinct IP = IPAddress, DeviceId
}`,
};

/**
 * `AssignedIPAddresses(x, y)`: the addresses of the device with the id or name x as of its last report, or the last before the moment y.
 * Adapter types and networks are text, as they are in `DeviceNetworkInfo`.
 *
 * Source: "AssignedIPAddresses()" in the documentation of advanced hunting, Microsoft Defender XDR.
 */
const assignedIpAddresses: StoredFunction = {
  name: 'AssignedIPAddresses',
  parameters: '(Device:string, AsOf:datetime = datetime(null))',
  body: `{
  ${adaptersAt('(DeviceId == Device or DeviceName =~ Device) and (isnull(AsOf) or Timestamp <= AsOf)')}
  | project Timestamp, DeviceId, DeviceName, IPAddress, IPType = tostring(__Address.AddressType), NetworkAdapterType, ConnectedNetworks
}`,
};

/**
 * `T | invoke SeenBy(x)`: T with a column `SeenBy`, the devices that reported network traffic with an address of the device whose id is in
 * the column x (`DeviceId` unless told): an array of `{"DeviceId", "DeviceName", "LastSeen"}`, by id.
 *
 * Source: "SeenBy()" in the documentation of advanced hunting, Microsoft Defender XDR.
 */
const seenBy: StoredFunction = {
  name: 'SeenBy',
  parameters: '(T:(*), Device:string = "DeviceId")',
  columnParameters: ['Device'],
  body: `{
  let Rows = materialize(T | extend __Device = tostring(column_ifexists(Device, "")));
  let Addresses = ${adaptersAt('DeviceId in ((Rows | distinct __Device))')}
    | project __Device = DeviceId, __IP = IPAddress;
  let Seen = DeviceNetworkEvents
    | where RemoteIP in ((Addresses | project __IP))
    | summarize __Last = max(Timestamp), __Name = take_any(DeviceName) by __Observer = DeviceId, __IP = RemoteIP
    | join kind=inner Addresses on __IP
    | where __Observer != __Device
    | summarize __Last = max(__Last), __Name = take_any(__Name) by __Device, __Observer
    | sort by __Observer asc
    | summarize SeenBy = make_list(bag_pack("DeviceId", __Observer, "DeviceName", __Name, "LastSeen", __Last)) by __Device;
  Rows
  | lookup kind=leftouter Seen on __Device
  | extend SeenBy = coalesce(SeenBy, dynamic([]))
  | project-away __Device
}`,
};

export const deviceFunctions: readonly StoredFunction[] = [deviceFromIp, assignedIpAddresses, seenBy];
