// HTML from templates that escape whatever is put into them, so that no name or message can become markup.

/** Finished markup; only `html` makes it. */
export class Html {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** For the template tag only. */
  static fromTemplate(text: string): Html {
    return new Html(text);
  }
  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text and numbers are escaped, markup is kept, lists are joined, nothing is nothing. */
export type HtmlPart = string | number | Html | null | undefined | false | readonly HtmlPart[];

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['`', '&#96;'],
]);

/**
 * Attributes must be quoted in the template.
 * @example html`<p title="${name}">${name}</p>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return Html.fromTemplate(strings.reduce((text, piece, index) => text + render(parts[index - 1]) + piece));
}

/** An address for `href`: `#` unless it is http or https, since `javascript:` would be one too. */
export function webAddress(address: string): string {
  return /^https?:\/\//i.test(address) ? address : '#';
}

function render(part: HtmlPart): string {
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object' && part !== null) return part.map(render).join('');
  if (part === undefined || part === null || part === false) return '';
  return String(part).replace(/[&<>"'`]/g, (character) => entities.get(character) ?? '');
}
