// XML as dynamic: attributes under `@name`, text beside them under `#text`, elements of one name as an array.

import { entryOf } from '../../../values/entry-of.js';
import { type Json, JsonNumber, printJson } from './json.js';

const MAX_LENGTH = 1_048_576;
const MAX_DEPTH = 200;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

interface Element {
  readonly name: string;
  readonly members: Map<string, Json>;
  text: string;
}

/** JSON text of the only root element; null when the text is no well-formed XML, or longer than the language reads. */
export function parseXml(xml: string): string | null {
  if (xml.length > MAX_LENGTH) return null;
  const root: Element = { name: '', members: new Map(), text: '' };
  const open: Element[] = [root];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const found = token.exec(xml);
    const current = open.at(-1);
    if (!found || !current) return null;
    const [, closing, opening, attributes = '', selfClosing, text] = found;
    if (opening !== undefined) {
      if (open.length > MAX_DEPTH) return null;
      const element: Element = { name: opening, members: attributesOf(attributes), text: '' };
      if (selfClosing === '/') addMember(current, element);
      else open.push(element);
    } else if (closing !== undefined) {
      const parent = open.at(-2);
      if (closing !== current.name || !parent) return null;
      open.pop();
      addMember(parent, current);
    } else if (text !== undefined) current.text += decoded(text.trim());
  }
  return open.length === 1 && root.members.size === 1 && root.text === '' && !isArrayMember(root)
    ? printJson(root.members)
    : null;
}

const isArrayMember = ({ members }: Element): boolean => [...members.values()].some(Array.isArray);

const attributesOf = (text: string): Map<string, Json> =>
  new Map(
    [...text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', double, single]) => [
      `@${name}`,
      scalar(decoded(double ?? single ?? '')),
    ]),
  );

function addMember(parent: Element, { name, members, text }: Element): void {
  if (text !== '') members.set('#text', scalar(text));
  const only = members.size === 1 && text !== '' ? (members.get('#text') ?? null) : null;
  const value: Json = only ?? (members.size === 0 ? null : members);
  const before = parent.members.get(name);
  if (before === undefined) parent.members.set(name, value);
  else parent.members.set(name, Array.isArray(before) ? [...before, value] : [before, value]);
}

// Text that is a number becomes one, written as it was.
const scalar = (text: string): Json =>
  /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && text.length < 19 ? new JsonNumber(text) : text;

const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    const point = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : null;
    if (point !== null) return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    return entryOf(entities, name) ?? whole;
  });
