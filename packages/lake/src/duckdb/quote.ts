// DDL takes no parameters, so names and constants in it are quoted here and nowhere else.

/** A name as a quoted SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a SQL string constant. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
