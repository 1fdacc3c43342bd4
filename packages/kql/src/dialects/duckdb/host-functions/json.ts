// JSON with its numbers as they were written: `1.0` stays apart from `1`, and integers above 2^53 stay exact.

/** A number by its text. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonBag;
export type JsonBag = ReadonlyMap<string, Json>;

/** The value of a JSON text; null for SQL null. The text must be valid, as the engine's own JSON is. */
export function parseJson(text: string | null): Json {
  return text === null ? null : new Reader(text).value();
}

export const isBag = (value: Json): value is JsonBag => value instanceof Map;
export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The elements of an array's JSON text, or null when it is no array. */
export function parseArray(text: string | null): readonly Json[] | null {
  const value = parseJson(text);
  return isArray(value) ? value : null;
}

/** Compact JSON text; bags keep their order. */
export function printJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (isBag(value))
    return `{${[...value].map(([key, inner]) => `${JSON.stringify(key)}:${printJson(inner)}`).join(',')}}`;
  return JSON.stringify(value);
}

/** A value in its `tostring` form: text bare, null empty, the rest as JSON. */
export function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : printJson(value);
}

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  value(): Json {
    this.skipSpace();
    switch (this.text[this.at]) {
      case '{':
        return this.bag();
      case '[':
        return this.array();
      case '"':
        return this.string();
      case 't':
        this.at += 4;
        return true;
      case 'f':
        this.at += 5;
        return false;
      case 'n':
        this.at += 4;
        return null;
      default:
        return this.number();
    }
  }

  private skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private bag(): JsonBag {
    const entries = new Map<string, Json>();
    this.each('}', () => {
      const key = this.string();
      this.skipSpace();
      this.at++;
      const value = this.value();
      if (!entries.has(key)) entries.set(key, value);
    });
    return entries;
  }

  private array(): readonly Json[] {
    const elements: Json[] = [];
    this.each(']', () => elements.push(this.value()));
    return elements;
  }

  private each(end: string, read: () => void): void {
    this.at++;
    this.skipSpace();
    while (this.at < this.text.length && this.text[this.at] !== end) {
      read();
      this.skipSpace();
      if (this.text[this.at] === ',') this.at++;
      this.skipSpace();
    }
    this.at++;
  }

  private string(): string {
    const start = this.at++;
    while (this.at < this.text.length && this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1;
    return JSON.parse(this.text.slice(start, ++this.at)) as string;
  }

  private number(): JsonNumber {
    const start = this.at++;
    while (/[-+.\deE]/.test(this.text[this.at] ?? '')) this.at++;
    return new JsonNumber(this.text.slice(start, this.at));
  }
}
