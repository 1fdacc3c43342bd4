// How telling one entity is by what is known of it: a private address or a program of the system says less than a rare one.

import ipaddr from 'ipaddr.js';
import type { AlertEvidence, EvidenceFacts, FileDetails } from './evidence.js';

/**
 * The part of its kind's weight that an entity has, 0 to 1.
 * @example tellingPart({ kind: 'ip', facts: { ipAddress: '127.0.0.1' } }) === 0
 */
export function tellingPart(evidence: AlertEvidence): number {
  switch (evidence.kind) {
    case 'ip':
      return addressPart(evidence.facts.ipAddress);
    case 'user':
      return isSystemAccount(evidence.facts.userAccount) ? 0 : 1;
    case 'file':
      return filePart(evidence.facts.fileDetails);
    case 'process':
      return processPart(evidence.facts);
    case 'registryValue':
      return evidence.facts.mdeDeviceId === undefined ? 0.4 : 1;
    default:
      return 1;
  }
}

/** Private ranges are given to one device after the other, and stand for many behind one translation of addresses. */
function addressPart(address: string): number {
  if (!ipaddr.isValid(address)) return 0;
  const range = ipaddr.process(address).range();
  // The ranges of documentation count like those that are routed: examples and tests live there.
  if (['unicast', 'reserved', '6to4', 'teredo', 'rfc6052'].includes(range)) return 1;
  return ['private', 'uniqueLocal', 'carrierGradeNat'].includes(range) ? 0.4 : 0;
}

/** LocalSystem, LocalService and NetworkService: on every Windows device (MS-DTYP 2.4.2.4). */
const systemSids = new Set(['s-1-5-18', 's-1-5-19', 's-1-5-20']);
const systemNames = new Set(['system', 'local service', 'network service', 'root', 'anonymous logon']);

const isSystemAccount = (account: EvidenceFacts['user']['userAccount']): boolean =>
  systemSids.has(account.userSid?.toLowerCase() ?? '') || systemNames.has(account.accountName?.toLowerCase() ?? '');

function filePart(file: FileDetails): number {
  if (isOfSystem(file)) return 0.1;
  return file.sha256 || file.sha1 || file.md5 ? 1 : 0.4;
}

/** Its instance is telling; without one, on which device its command line ran, where it is more than a program of the system. */
function processPart({ processId, mdeDeviceId, processCommandLine = '', imageFile }: EvidenceFacts['process']): number {
  if (mdeDeviceId === undefined) return 0;
  if (processId !== undefined) return 1;
  return isOfSystem(imageFile) && processCommandLine.length < 40 ? 0.3 : 0.8;
}

/** What lies in the folders of Windows or of a Unix system is on every device. */
const isOfSystem = (file: FileDetails | undefined): boolean =>
  /^(?:[a-z]:\\windows\\(?:system32|syswow64|winsxs|microsoft\.net|explorer\.exe)|\/(?:usr\/)?s?bin(?:\/|$))/i.test(
    file?.filePath ?? '',
  );
