// The rewriting of cells that both hunting wires share: prefixes, 0/1 for bool, "" for a string that is missing.

import type { CellRule } from './row-rewriter.js';

const encoder = new TextEncoder();
const [nullStart, trueStart, falseStart] = [...encoder.encode('ntf')] as [number, number, number];

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** `"Name":` */
export function keyOf(name: string): string {
  return `${JSON.stringify(name)}:`;
}

/** Replaces null cells only. */
export function nullRule(name: string, nullText: string): CellRule {
  const replacement = utf8(keyOf(name) + nullText);
  return {
    prefix: utf8(keyOf(name)),
    rewrite: (bytes, start) => (bytes[start] === nullStart ? replacement : undefined),
  };
}

/** Writes true and false as 1 and 0, with an annotation before the key where the wire has one. */
export function boolRule(name: string, nullText: string, annotation = ''): CellRule {
  const key = keyOf(name);
  const texts = new Map([
    [nullStart, utf8(key + nullText)],
    [trueStart, utf8(`${annotation}${key}1`)],
    [falseStart, utf8(`${annotation}${key}0`)],
  ]);
  return { prefix: utf8(key), rewrite: (bytes, start) => texts.get(bytes[start] ?? 0) };
}
