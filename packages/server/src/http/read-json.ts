// Reads JSON from strangers: not deeper nor larger in members than any request has to be, and with no name that reaches into prototypes.

import { RequestFault } from './request-fault.js';

/** Levels of arrays and objects within each other, at most. */
export const maxJsonDepth = 64;
/** Members and elements at most, counted by the commas and colons between them. */
export const maxJsonMembers = 50_000;

/**
 * The value, or undefined for text that is not JSON.
 * @throws RequestFault for JSON past the limits, found before it is parsed, and for the names `__proto__` and
 * `constructor.prototype`, which would change every object if the value were ever merged into one.
 * @example readJson('{"Query":"DeviceInfo"}')
 */
export function readJson(text: string): unknown {
  checkShape(text);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
  if (/__proto__|constructor|\\u/.test(text)) checkNames(value);
  return value;
}

const [quote, backslash, comma, colon] = ['"', '\\', ',', ':'].map((sign) => sign.charCodeAt(0));
const [openList, closeList, openObject, closeObject] = ['[', ']', '{', '}'].map((sign) => sign.charCodeAt(0));

function checkShape(text: string): void {
  let depth = 0;
  let members = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (inText) {
      if (sign === backslash) at += 1;
      else if (sign === quote) inText = false;
    } else if (sign === quote) inText = true;
    else if (sign === comma || sign === colon) members += 1;
    else if (sign === openList || sign === openObject) depth += 1;
    else if (sign === closeList || sign === closeObject) depth -= 1;
    if (depth > maxJsonDepth) throw fault(`expected at most ${maxJsonDepth} levels, found more`);
    if (members > maxJsonMembers) throw fault(`expected at most ${maxJsonMembers} members, found more`);
  }
}

function checkNames(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) throw fault("expected no member named '__proto__', found one");
  const inner: unknown = Object.hasOwn(value, 'constructor') ? (value as { constructor: unknown }).constructor : null;
  if (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype')) {
    throw fault("expected no member named 'constructor.prototype', found one");
  }
  for (const member of Object.values(value)) checkNames(member);
}

function fault(detail: string): RequestFault {
  return new RequestFault({ kind: 'bad-request', detail: `The JSON body: ${detail}.` });
}
