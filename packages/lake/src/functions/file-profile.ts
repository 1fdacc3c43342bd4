// `FileProfile()` of advanced hunting, answered from the tables of this lake.

import type { StoredFunction } from '@gamekeeper/kql';

const amongFiles = 'where iff(By256, __SHA256, __SHA1) in (Files)';

function ownFile(table: string): string {
  const versioned = table === 'DeviceProcessEvents';
  const threat =
    table === 'DeviceEvents'
      ? 'iff(ActionType == "AntivirusDetection", tostring(parse_json(AdditionalFields).ThreatName), "")'
      : '""';
  return `(${table} | project Timestamp, DeviceId, __SHA1 = SHA1, __SHA256 = SHA256,
    __MD5 = MD5, __FileSize = FileSize, __Threat = ${threat},
    __Company = ${versioned ? 'ProcessVersionInfoCompanyName' : '""'}, __Product = ${versioned ? 'ProcessVersionInfoProductName' : '""'},
    __Ran = ${table === 'DeviceProcessEvents' || table === 'DeviceImageLoadEvents'} | ${amongFiles})`;
}

function actingFile(table: string): string {
  const acting = 'InitiatingProcess';
  return `(${table} | project Timestamp, DeviceId,
    __SHA1 = ${acting}SHA1, __SHA256 = ${acting}SHA256, __MD5 = ${acting}MD5, __FileSize = ${acting}FileSize, __Threat = "",
    __Company = ${acting}VersionInfoCompanyName, __Product = ${acting}VersionInfoProductName, __Ran = true | ${amongFiles})`;
}

/** What tells that a file was there: a row of one of these tables names its hashes, as its own or as those of the process that acted. */
const sightings = ['DeviceEvents', 'DeviceFileEvents', 'DeviceImageLoadEvents', 'DeviceProcessEvents'].flatMap(
  (table) => [ownFile(table), actingFile(table)],
);

/** What the row does not know of its own file is taken from the profile. */
const filled = (column: string): string =>
  `${column} = iff(isempty(column_ifexists("${column}", "")), __${column}, tostring(column_ifexists("${column}", "")))`;

/**
 * `T | invoke FileProfile(x, y)`: T with what is known of the file whose hash is in the column x (`SHA1` unless told), for the first y
 * rows (100 unless told, 1,000 at most). The rows after them, and rows without a hash, have an empty `ProfileAvailability`.
 *
 * Prevalence is the number of this lake's devices that had the file, first and last seen are this lake's moments, both within what
 * the hunt can look back. Signatures are those that `DeviceFileCertificateInfo` told last; a threat is the name that the last antivirus detection
 * gave it. `SHA1`, `SHA256`, `MD5` and `FileSize` are filled in where a row lacks them.
 *
 * Source: "FileProfile()" in the documentation of advanced hunting, Microsoft Defender XDR.
 */
export const fileProfile: StoredFunction = {
  name: 'FileProfile',
  parameters: '(T:(*), FileId:string = "SHA1", Records:long = 100)',
  columnParameters: ['FileId'],
  body: `{
  let By256 = FileId contains "256";
  let Most = min_of(max_of(Records, 1), 1000);
  let Rows = materialize(T
    | serialize
    | extend __File = tolower(tostring(column_ifexists(FileId, "")))
    | extend __File = iff(row_number() <= Most and __File matches regex "^([0-9a-f]{40}|[0-9a-f]{64})$", __File, ""));
  let Files = materialize(Rows | where __File != "" | distinct __File);
  let Seen = union ${sightings.join(',\n  ')}
    | summarize GlobalPrevalence = toint(count_distinct(DeviceId)), GlobalFirstSeen = min(Timestamp), GlobalLastSeen = max(Timestamp),
        __SHA1 = take_anyif(__SHA1, isnotempty(__SHA1)), __SHA256 = take_anyif(__SHA256, isnotempty(__SHA256)),
        __MD5 = take_anyif(__MD5, isnotempty(__MD5)), __FileSize = max(__FileSize), __Ran = countif(__Ran) > 0,
        ThreatName = take_anyif(__Threat, isnotempty(__Threat)), Publisher = take_anyif(__Company, isnotempty(__Company)),
        SoftwareName = take_anyif(__Product, isnotempty(__Product))
      by __File = iff(By256, __SHA256, __SHA1);
  let Signatures = DeviceFileCertificateInfo
    | where SHA1 in ((Seen | project __SHA1))
    | summarize arg_max(Timestamp, IsSigned, Signer, Issuer, SignerHash, IsTrusted, IsRootSignerMicrosoft) by SHA1
    | project __SHA1 = SHA1, __Signed = IsSigned, Signer, Issuer, SignerHash, IsCertificateValid = IsTrusted, IsRootSignerMicrosoft;
  Rows
  | lookup kind=leftouter (Seen | lookup kind=leftouter Signatures on __SHA1) on __File
  | extend ${['SHA1', 'SHA256', 'MD5'].map(filled).join(',\n    ')},
    FileSize = coalesce(tolong(column_ifexists("FileSize", long(null))), __FileSize),
    SignatureState = case(__File == "", "", isnull(__Signed), "Unknown", not(__Signed), "Unsigned",
      IsCertificateValid, "SignedValid", "SignedInvalid"),
    IsExecutable = iff(__Ran, true, bool(null)),
    ProfileAvailability = case(__File == "", "", isnull(GlobalPrevalence), "Missing", "Available")
  | project-away __*
  | project-reorder *, GlobalPrevalence, GlobalFirstSeen, GlobalLastSeen, Signer, Issuer, SignerHash, IsCertificateValid,
      IsRootSignerMicrosoft, SignatureState, IsExecutable, ThreatName, Publisher, SoftwareName, ProfileAvailability
}`,
};
