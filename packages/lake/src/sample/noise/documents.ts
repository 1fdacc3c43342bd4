// Names of the documents that a maker of optical instruments works on.

import type { Random } from '../random.js';

const subjects = [
  'Calibration report',
  'Lens drawing',
  'Supplier quote',
  'Delivery schedule',
  'Budget plan',
  'Minutes',
  'Test protocol',
  'Price list',
  'Work instruction',
  'Audit checklist',
  'Shift plan',
  'Customer visit',
  'Spectrometer spec',
  'Holiday request',
] as const;
const endings = ['docx', 'xlsx', 'pdf', 'pptx', 'docx', 'xlsx', 'pdf', 'csv', 'txt', 'jpg'] as const;

export const projects = ['Heron', 'Kestrel', 'Osprey', 'Curlew', 'Lapwing'] as const;

/** A file name such as `Test protocol Heron 0412.docx`. */
export function documentName(random: Random, ending: string = random.pick(endings)): string {
  return `${random.pick(subjects)} ${random.pick(projects)} ${random.digits(4)}.${ending}`;
}

/** The program that opens a kind of file. */
export function viewerOf(name: string): string {
  if (/\.(docx?|docm|rtf)$/.test(name)) return 'WINWORD.EXE';
  if (/\.(xlsx?|csv)$/.test(name)) return 'EXCEL.EXE';
  if (name.endsWith('.pptx')) return 'POWERPNT.EXE';
  return name.endsWith('.pdf') ? 'Acrobat.exe' : 'notepad.exe';
}
