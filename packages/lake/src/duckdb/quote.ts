// DDL takes no parameters, so names and constants in it are quoted here and nowhere else.

/** A name as a quoted SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a SQL string constant. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A table or view of a namespace, null being the home one, as a quoted SQL name. */
export function quoteRelation(namespace: string | null, name: string): string {
  return namespace === null ? quoteName(name) : `${quoteName(namespace)}.${quoteName(name)}`;
}
