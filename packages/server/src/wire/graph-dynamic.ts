// Writes dynamic values as Graph's open types do: objects and collections carry their type (wire contract 4.2).

import { isInteger, LosslessNumber, parse, stringify } from 'lossless-json';

const objectType = '"@odata.type":"#microsoft.graph.security.dynamicColumnValue"';

/** The member `"key":value` for a dynamic value given as JSON text, with the annotations that belong before it. */
export function graphDynamicMember(key: string, json: string): string {
  return member(key, parse(json));
}

function member(key: string, value: unknown): string {
  const name = JSON.stringify(key);
  if (Array.isArray(value)) return `${annotation(key, collectionType(value))}${name}:[${value.map(element).join(',')}]`;
  if (value instanceof LosslessNumber) {
    const text = value.toString();
    return isInteger(text) ? `${annotation(key, '#Int64')}${name}:${text}` : `${name}:${text}`;
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([inner, of]) => member(inner, of));
    return `${name}:{${[objectType, ...members].join(',')}}`;
  }
  return `${name}:${text(value)}`;
}

/** Arrays are collections of one type; what is neither text nor a like number is carried as JSON text in a string. */
function collectionType(values: readonly unknown[]): string {
  const numbers = values.length > 0 && values.every((value) => value instanceof LosslessNumber);
  if (!numbers) return '#Collection(String)';
  return values.every((value) => isInteger(String(value))) ? '#Collection(Int64)' : '#Collection(Double)';
}

function element(value: unknown, _: number, all: readonly unknown[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (all.every((other) => other instanceof LosslessNumber)) return text(value);
  return value === null ? 'null' : JSON.stringify(text(value));
}

function annotation(key: string, type: string): string {
  return `${JSON.stringify(`${key}@odata.type`)}:${JSON.stringify(type)},`;
}

function text(value: unknown): string {
  return stringify(value) ?? 'null';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
