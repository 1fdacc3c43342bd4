// What a function of the catalog is: KQL text under a name, which any query can call as if it had declared it.

/**
 * A function that queries find beside the tables (Kusto's stored functions).
 * @example { name: 'Failed', parameters: '(since:timespan=1d)', body: '{ DeviceLogonEvents | where Timestamp > ago(since) }' }
 */
export interface StoredFunction {
  readonly name: string;
  /** The parameter list as it is written in KQL, with its parentheses. */
  readonly parameters: string;
  /** With its braces. */
  readonly body: string;
  /**
   * String parameters that mean a column of the table that `invoke` passes: callers give its name as text or as a name, and the body
   * reads it with `column_ifexists`.
   */
  readonly columnParameters?: readonly string[];
}

/**
 * The functions that a text can reach: those whose name stands in it, and those whose names stand in their bodies.
 * @example functionsReachedBy('Failed(2h) | count', library)
 */
export function functionsReachedBy<F extends StoredFunction>(
  text: string,
  library: ReadonlyMap<string, F>,
): readonly F[] {
  const reached = new Map<string, F>();
  const texts = [text];
  for (let from = texts.pop(); from !== undefined; from = texts.pop()) {
    for (const [word] of from.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
      const found = library.get(word);
      if (found === undefined || reached.has(word)) continue;
      reached.set(word, found);
      texts.push(found.parameters, found.body);
    }
  }
  return [...reached.values()];
}
