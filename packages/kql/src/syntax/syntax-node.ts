// The syntax stage as plain, printable data: the official tree without its methods, and how to read it.

import type { ScalarType } from '../types.js';

/** How the language names a result column after a function call (kql-semantics §5.1); from the official function symbols. */
export interface CallNaming {
  readonly kind: 'none' | 'name-and-argument' | 'prefix-and-argument' | 'prefix' | 'argument';
  readonly prefix: string;
  /** The argument's name counts only when it is the only argument. */
  readonly onlyArgument: boolean;
}

/** A node of a query: `kind` is the official syntax kind, `fields` its named children. Offsets are into the query text. */
export interface SyntaxNode {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly fields: Readonly<Record<string, SyntaxNode | readonly SyntaxNode[]>>;
  /** The source text of a token or literal. */
  readonly text?: string;
  /** The name that a name reference or declaration stands for, unquoted; a wildcard pattern as written. */
  readonly name?: string;
  /** The decoded text of a string literal. */
  readonly value?: string;
  /** What the binder found the node to refer to. */
  readonly refersTo?: 'column' | 'table' | 'variable' | 'parameter' | 'function' | 'group' | 'other';
  /** Result type by the binder, where it is a scalar. */
  readonly type?: string;
  /** The columns of a call that gives several, by the binder. */
  readonly tuple?: readonly { readonly name: string; readonly type: ScalarType }[];
  /** Set on calls of built-in functions and aggregates. */
  readonly naming?: CallNaming;
}

/** The child called `field`; undefined when the node has none. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  const found = node.fields[field];
  return found === undefined || Array.isArray(found) ? undefined : (found as SyntaxNode);
}

/**
 * The child called `field`, which the grammar promises.
 * @throws Error when the tree has another shape, a defect of this compiler
 */
export function requiredChild(node: SyntaxNode, field: string): SyntaxNode {
  const child = childOf(node, field);
  if (!child) throw new Error(`syntax node ${node.kind} has no '${field}'`);
  return child;
}

/** The elements of the list called `field`, empty when absent. */
export function listOf(node: SyntaxNode | undefined, field: string): readonly SyntaxNode[] {
  const found = node?.fields[field];
  return Array.isArray(found) ? found : [];
}

/** `kind=leftouter` and the like: the parameters of an operator by name, each with its value node. */
export function operatorParameters(node: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const parameters = new Map<string, SyntaxNode>();
  for (const parameter of listOf(node, 'Parameters')) {
    const name = childOf(parameter, 'Name')?.name ?? childOf(parameter, 'Name')?.text;
    if (name !== undefined) parameters.set(name.toLowerCase(), requiredChild(parameter, 'Expression'));
  }
  return parameters;
}

/** The word that a parameter's value node stands for: a token, a name or a string. */
export function parameterWord(value: SyntaxNode | undefined): string | undefined {
  if (!value) return undefined;
  return value.value ?? value.name ?? childOf(value, 'Token')?.text ?? value.text;
}

/** All nodes below and including `node`, in document order. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const field of Object.values(node.fields)) {
    for (const child of Array.isArray(field) ? field : [field as SyntaxNode]) yield* descendants(child);
  }
}
