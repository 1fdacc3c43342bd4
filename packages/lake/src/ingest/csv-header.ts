// Recognises CSV by its header line, and the character that separates its columns.

const DELIMITERS = [',', ';', '\t'] as const;
const COLUMN_NAME = /^"?[A-Za-z_$@][\w$@ .()[\]/-]{0,127}"?$/;

/** Whether text starts with a line of column names, and no line of it starts like JSON. */
export function looksLikeCsv(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const header = lines[0];
  if (header === undefined || lines.some((line) => /^\s*[{[]/.test(line))) return false;
  const names = header.split(delimiterOf(header));
  return names.length > 1 && names.every((name) => COLUMN_NAME.test(name.trim()));
}

/** The separator that a header line uses: comma, semicolon or tab, whichever occurs most. */
export function delimiterOf(header: string): string {
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
