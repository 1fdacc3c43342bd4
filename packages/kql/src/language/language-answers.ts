// What an editor is told about a query text, as plain data: it crosses threads and wires. Kinds are the official library's, in kebab case.

/** Part of a text; both numbers count UTF-16 code units, as JavaScript's strings and the editors of the web do. */
export interface TextSpan {
  readonly start: number;
  readonly length: number;
}

/** One thing that may stand at the position. Choosing it replaces the edit's span by `before`, the caret and `after`. */
export interface CompletionItem {
  /** `column`, `table`, `built-in-function`, `aggregate-function`, `query-prefix` (an operator), `keyword`, … */
  readonly kind: string;
  /** As a list shows it: `dcount(expr, [accuracy])`. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** What the letters typed so far are matched with. */
  readonly match: string;
  /** Lists sort by it. */
  readonly order: string;
}

export interface Completions {
  readonly edit: TextSpan;
  readonly items: readonly CompletionItem[];
}

/** What stands at a position. */
export interface Hover {
  readonly span: TextSpan;
  /** `(function) dcount(expr, [accuracy]): long`, a thing per line. */
  readonly text: string;
  /** `column`, `table`, `built-in-function`, `operator`, `variable`, … */
  readonly kind: string;
}

/** Something that is wrong with a text, or could be better. */
export interface Diagnostic {
  readonly span: TextSpan;
  readonly severity: 'error' | 'warning' | 'suggestion' | 'information';
  /** The official one (`KS142`), or ours: `unsupported`, `forbidden-table`, `syntax`, `semantic`. */
  readonly code: string;
  readonly message: string;
}

/** A part of a text to be shown in the colour of its kind. */
export interface Classification {
  readonly span: TextSpan;
  /** `table`, `column`, `query-operator`, `function`, `string-literal`, `comment`, … */
  readonly kind: string;
}

export interface FormattedText {
  readonly text: string;
  /** Where the position that was asked with is now. */
  readonly position: number;
}
