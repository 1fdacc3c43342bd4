// Reads labelled lines out of rendered messages, for fields that some records carry nowhere else.

/**
 * The rest of the line after a label at the start of a line, '' if the text has none. Linear in the text.
 * @example labelled('Subject:\r\n\tAccount Name:\twardog\r\n', 'Account Name:') === 'wardog'
 */
export function labelled(text: string, label: string): string {
  for (let start = text.indexOf(label); start >= 0; start = text.indexOf(label, start + label.length)) {
    if (!startsLine(text, start)) continue;
    const end = text.indexOf('\n', start);
    return text.slice(start + label.length, end < 0 ? undefined : end).trim();
  }
  return '';
}

/**
 * All `Name=value` or `Long Name = value` lines by name without spaces; of a name seen twice the first counts.
 * @example namedLines('\tHostName=ConsoleHost\n\tPipelineId=4\n').HostName === 'ConsoleHost'
 */
export function namedLines(text: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  for (const line of text.split('\n')) {
    const sign = line.indexOf('=');
    if (sign < 0) continue;
    const name = line.slice(0, sign).trim().replaceAll(' ', '');
    if (/^[A-Za-z]{2,32}$/.test(name)) fields[name] ??= line.slice(sign + 1).trim();
  }
  return fields;
}

function startsLine(text: string, position: number): boolean {
  let before = position - 1;
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before -= 1;
  return before < 0 || text[before] === '\n';
}
