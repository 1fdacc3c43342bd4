// Registry keys, values and data as the hunting tables write them.

const roots: readonly (readonly [short: string, long: string])[] = [
  ['HKLM\\', 'HKEY_LOCAL_MACHINE\\'],
  ['HKCU\\', 'HKEY_CURRENT_USER\\'],
  ['HKU\\S-1-', 'HKEY_CURRENT_USER\\S-1-'],
  ['HKU\\', 'HKEY_USERS\\'],
  ['HKCR\\', 'HKEY_CLASSES_ROOT\\'],
  ['\\REGISTRY\\MACHINE\\', 'HKEY_LOCAL_MACHINE\\'],
  ['\\REGISTRY\\USER\\S-1-', 'HKEY_CURRENT_USER\\S-1-'],
  ['\\REGISTRY\\USER\\', 'HKEY_USERS\\'],
];

/**
 * A key with its root written out; a user's hive stands under HKEY_CURRENT_USER\<sid>, as hunting queries expect it.
 * @example longKey('HKLM\\SOFTWARE') === 'HKEY_LOCAL_MACHINE\\SOFTWARE'
 */
export function longKey(key: string): string {
  const upper = key.slice(0, 20).toUpperCase();
  for (const [short, long] of roots) if (upper.startsWith(short)) return long + key.slice(short.length);
  return key;
}

/**
 * Splits Sysmon's joint path of key and value. A value may itself be a path (`…\S-1-5-18\\Device\…`, `…\Layers\C:\…`):
 * then the key ends before it.
 */
export function splitValuePath(target: string): { readonly key: string; readonly value: string } {
  const device = target.indexOf('\\\\');
  const drive = target.search(/\\[A-Za-z]:\\/);
  const end = device > 0 ? device : drive > 0 ? drive : target.lastIndexOf('\\');
  return end < 0 ? { key: target, value: '' } : { key: target.slice(0, end), value: target.slice(end + 1) };
}

/** The value type that Sysmon's `Details` shows, '' where it does not say. */
export function detailsType(details: string): string {
  if (details.startsWith('DWORD (')) return 'Dword';
  if (details.startsWith('QWORD (')) return 'Qword';
  return details === 'Binary Data' ? 'Binary' : '';
}

/**
 * The data in Sysmon's `Details`: numbers in decimal; undefined where Sysmon withholds it (binary data).
 * @example detailsData('DWORD (0x00000010)') === '16'
 */
export function detailsData(details: string): string | undefined {
  if (details === '(Empty)') return '';
  if (details === 'Binary Data') return undefined;
  const number = /^[DQ]WORD \(0x([0-9a-f]{1,8})(?:-0x([0-9a-f]{8}))?\)$/i.exec(details);
  return number === null ? details : BigInt(`0x${number[1]}${number[2] ?? ''}`).toString();
}

/** The words for the value types of Security event 4657. */
export const auditedValueTypes: ReadonlyMap<string, string> = new Map([
  ['%%1873', 'String'],
  ['%%1874', 'ExpandString'],
  ['%%1875', 'Binary'],
  ['%%1876', 'Dword'],
  ['%%1879', 'MultiString'],
  ['%%1883', 'Qword'],
]);
