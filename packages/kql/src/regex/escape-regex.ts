// A text as a regular expression that matches it and nothing else, to RE2 and to Rust's crate alike.

/** @example escapeRegex('a.b') === 'a\\.b' */
export const escapeRegex = (text: string): string =>
  text.replace(/[\\^$.|?*+()[\]{}\-/]/g, '\\$&').replaceAll('\0', '\\x00');
