// What an alert is about, one kind at a time, as the Defender for Endpoint API lists it.

import type { Alert, AlertEvidence, EvidenceKind, FileDetails } from '@gamekeeper/platform';

type Piece<K extends EvidenceKind> = Extract<AlertEvidence, { readonly kind: K }>;

const ofKind = <K extends EvidenceKind>({ evidence }: Alert, kind: K): readonly Piece<K>[] =>
  evidence.filter((piece): piece is Piece<K> => piece.kind === kind);

/** Each once, by what tells it apart. */
const distinct = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

const fileOf = ({ sha1, sha256, md5, fileSize, filePublisher, signer, issuer }: FileDetails) => ({
  ...{ sha1: sha1 ?? null, sha256: sha256 ?? null, md5: md5 ?? null, size: fileSize ?? null },
  ...{ filePublisher: filePublisher ?? null, signer: signer ?? null, issuer: issuer ?? null },
});

/** Files and images of processes that have a hash, which is what clients go on with. */
export function filesOf(alert: Alert) {
  const details = [
    ...ofKind(alert, 'file').map(({ facts }) => facts.fileDetails),
    ...ofKind(alert, 'process').flatMap(({ facts }) => facts.imageFile ?? []),
  ];
  const hashOf = ({ sha256, sha1, md5 }: FileDetails) => sha256 ?? sha1 ?? md5 ?? '';
  return distinct(
    details.filter((file) => hashOf(file) !== ''),
    hashOf,
  ).map(fileOf);
}

export const addressesOfAlert = (alert: Alert) =>
  distinct(
    ofKind(alert, 'ip').map(({ facts }) => ({ id: facts.ipAddress })),
    ({ id }) => id,
  );

/** Host names of its URLs. */
export const domainsOf = (alert: Alert) =>
  distinct(
    ofKind(alert, 'url').flatMap(({ facts: { url } }) => {
      const text = url.includes('://') ? url : `http://${url}`;
      return URL.canParse(text) && new URL(text).hostname !== '' ? { host: new URL(text).hostname } : [];
    }),
    ({ host }) => host,
  );

/** The first account; null where the alert names none. */
export function accountOf(alert: Alert) {
  const [user] = ofKind(alert, 'user');
  if (user === undefined) return null;
  const { accountName = null, domainName = null, userSid = null, ...account } = user.facts.userAccount;
  const name = domainName === null || accountName === null ? accountName : `${domainName}\\${accountName}`;
  return {
    id: name ?? account.userPrincipalName ?? userSid,
    ...{ accountName, accountDomain: domainName, accountSid: userSid },
    userPrincipalName: account.userPrincipalName ?? null,
    aadUserId: account.azureAdUserId ?? null,
  };
}
