// Where files and profiles are on a machine, and how Windows writes account names.

import { type Account, domain } from '../company/accounts.js';
import { type Program, profileMark } from '../company/software.js';

/** Where a user's files are. */
export function profileOf(account: Account, mac = false): string {
  return mac ? `/Users/${account.name}` : `C:\\Users\\${account.name}`;
}

export function pathOf(file: Program, account: Account, mac: boolean): string {
  const separator = file.folder.startsWith('/') ? '/' : '\\';
  return `${file.folder.replace(profileMark, profileOf(account, mac))}${separator}${file.fileName}`;
}

/** The account name with domain as Windows writes it: `QUILLFEN\mashcombe`. */
export function downLevelName(account: Account): string {
  return `${account.domain === domain.name ? domain.name.toUpperCase() : account.domain}\\${account.name}`;
}
