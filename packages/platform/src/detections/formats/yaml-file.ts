// A YAML file as plain data whose every part knows its line, so that a fault can say where it is.

import { LineCounter, parseDocument } from 'yaml';
import { invalidRule } from '../detections-error.js';

/** Bytes of text that a rule's file has at most. */
export const longestFile = 256 * 1024;

export interface YamlFile {
  readonly value: unknown;
  /** Line of a value, counted from 1; undefined where nothing is there. */
  line(path: readonly (string | number)[]): number | undefined;
  /** Line on which the text of a literal block (`|`) begins; undefined for text of another form. */
  blockLine(path: readonly (string | number)[]): number | undefined;
}

/** @throws DetectionsError `rule-invalid` for what is no YAML, with its line */
export function readYaml(text: string): YamlFile {
  if (text.length > longestFile) {
    throw invalidRule('file', [
      { field: 'length', expected: `at most ${longestFile} characters`, found: String(text.length) },
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [first] = document.errors;
  if (first) {
    const { line } = lines.linePos(first.pos[0]);
    throw invalidRule('file', [{ field: 'YAML', expected: 'a readable file', found: first.message, line }]);
  }
  const nodeAt = (path: readonly (string | number)[]): unknown =>
    path.length === 0 ? document.contents : document.getIn(path, true);
  const lineOf = (node: unknown): number | undefined =>
    hasRange(node) ? lines.linePos(node.range[0]).line : undefined;
  return {
    value: plainDataOf(document),
    line: (path) => lineOf(nodeAt(path)),
    blockLine(path) {
      const node = nodeAt(path);
      const line = lineOf(node);
      return line !== undefined && (node as { readonly type?: unknown }).type === 'BLOCK_LITERAL'
        ? line + 1
        : undefined;
    },
  };
}

/** Aliases may stand for little only: a file cannot grow beyond bounds when it is read. */
function plainDataOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    const found = error instanceof Error ? error.message : 'something else';
    throw invalidRule('file', [{ field: 'YAML', expected: 'few aliases', found }]);
  }
}

const hasRange = (node: unknown): node is { readonly range: readonly [number, number, number] } =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
