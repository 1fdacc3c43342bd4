// Moments as the wires print them (wire contract, conventions).

/** @param at milliseconds since the Unix epoch @example isoText(480) === '1970-01-01T00:00:00.48Z' */
export const isoText = (at: number): string => new Date(at).toISOString().replace(/\.?0+Z$/, 'Z');

export const isoTextOrNull = (at: number | null | undefined): string | null => (at == null ? null : isoText(at));
