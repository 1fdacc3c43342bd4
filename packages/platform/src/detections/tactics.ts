// MITRE's tactics as alerts spell them, and the categories that Defender's own alerts have beside them.

export const tactics = [
  'Reconnaissance',
  'ResourceDevelopment',
  'InitialAccess',
  'Execution',
  'Persistence',
  'PrivilegeEscalation',
  'DefenseEvasion',
  'CredentialAccess',
  'Discovery',
  'LateralMovement',
  'Collection',
  'CommandAndControl',
  'Exfiltration',
  'Impact',
  'PreAttack',
  'ImpairProcessControl',
  'InhibitResponseFunction',
  'Exploit',
  'Malware',
  'Ransomware',
  'SuspiciousActivity',
  'UnwantedSoftware',
  'Vulnerability',
] as const;

const bySpelling = new Map<string, string>(tactics.map((tactic) => [tactic.toLowerCase(), tactic]));

/**
 * A tactic in any case, with or without spaces; undefined for what is none.
 * @example readTactic('Command and Control') → 'CommandAndControl'
 */
export const readTactic = (text: string): string | undefined =>
  bySpelling.get(text.replaceAll(/[\s_-]/g, '').toLowerCase());

/** Whether it is written as MITRE numbers techniques: `T1059`, `T1059.001`, or those of ICS, `T0859`. */
export const isTechnique = (text: string): boolean => /^T\d{4}(\.\d{3})?$/.test(text);
