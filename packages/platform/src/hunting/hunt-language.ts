// The language service as callers have it: within what they may read, one question at a time, each with a time limit.

import {
  type Classification,
  type CompileOptions,
  type Completions,
  type Diagnostic,
  type FormattedText,
  type Hover,
  type KqlErrorCode,
  type Position,
  type QueryParameter,
  type StoredFunction,
  type Table,
  ticksFromMilliseconds,
} from '@gamekeeper/kql';
import { defenderFunctions } from '@gamekeeper/lake';
import type { Clock } from '../clock.js';
import { CompilerExhausted, createBoundedThread } from './bounded-thread.js';
import type { CompilerData } from './compiler-thread.js';
import { createFairQueue } from './fair-queue.js';
import { compileScope, type HuntScope } from './hunt-scope.js';
import { HuntError } from './hunting-service.js';

/** What can be asked, and what is answered. Positions and spans count UTF-16 code units. */
export interface LanguageAnswers {
  readonly completions: Completions;
  readonly hover: Hover | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly classifications: readonly Classification[];
  readonly format: FormattedText;
  /** Whether a definition such as `(n:long) { T | take n }` can be stored under the question's name. */
  readonly function: StoredFunction;
  /** Whether a query can be saved, and the parameters that it declares. */
  readonly parameters: readonly QueryParameter[];
}

/** A question about a query text. */
export interface LanguageQuestion<Ask extends keyof LanguageAnswers = keyof LanguageAnswers> {
  readonly ask: Ask;
  readonly text: string;
  /** The caret, in UTF-16 code units; the start unless told. */
  readonly position?: number;
  /** Of the function that the text defines. */
  readonly name?: string;
}

/** A question as the thread gets it. */
export interface LanguageRequest extends Required<LanguageQuestion> {
  readonly options: CompileOptions;
}

/** What the thread answers. */
export type LanguageReply =
  | { readonly answer: LanguageAnswers[keyof LanguageAnswers] }
  | { readonly refused: { readonly code: KqlErrorCode; readonly message: string; readonly position: Position | null } }
  | { readonly failed: string };

/** Answers editors. Its thread starts with the first question. */
export interface HuntLanguage {
  /**
   * @throws HuntError `limits` when the text takes too long, `busy` when too many questions of the tenant wait, `syntax` for a text
   * that is too long or nests too deeply
   */
  ask<Ask extends keyof LanguageAnswers>(
    question: LanguageQuestion<Ask>,
    scope: HuntScope,
    signal?: AbortSignal,
  ): Promise<LanguageAnswers[Ask]>;
  close(): Promise<void>;
}

export interface HuntLanguageOptions {
  readonly tables: ReadonlyMap<string, Table>;
  readonly clock: Clock;
  /** Milliseconds that one answer may take; 3,000 unless told. */
  readonly timeoutMs?: number;
  /** Questions of one tenant that wait at most; 16 unless told. */
  readonly maxQueued?: number;
}

/**
 * @example
 * const language = createHuntLanguage({ tables, clock });
 * await language.ask({ ask: 'completions', text: 'AlertInfo | where ', position: 18 }, scope);
 */
export function createHuntLanguage(options: HuntLanguageOptions): HuntLanguage {
  const { tables, clock, timeoutMs = 3_000, maxQueued = 16 } = options;
  const workerData: CompilerData = { tables: [...tables.values()], functions: defenderFunctions };
  const limits = { timeoutMs, memoryMib: 1024 };
  const thread = createBoundedThread<LanguageRequest, LanguageReply>({
    ...{ worker: 'language-worker', workerData },
    ...limits,
  });
  const queue = createFairQueue({ maxConcurrent: 1, maxConcurrentPerNamespace: 1, maxQueued });
  return {
    async ask(question, scope, signal) {
      const leave = await queue.enter(scope.namespace, signal);
      try {
        const reply = await thread.ask({
          position: 0,
          name: '',
          ...question,
          options: optionsOf(question, scope, clock),
        });
        if ('failed' in reply) throw new Error(`the language service failed: ${reply.failed}`);
        if ('answer' in reply) return reply.answer as LanguageAnswers[typeof question.ask];
        const { code, message, position } = reply.refused;
        throw new HuntError(code, message, position ?? undefined);
      } catch (error) {
        if (!(error instanceof CompilerExhausted)) throw error;
        throw new HuntError('limits', 'The text takes longer to understand than is allowed', undefined, {
          cause: error,
        });
      } finally {
        leave();
      }
    },
    close: () => thread.close(),
  };
}

const optionsOf = ({ ask, text }: LanguageQuestion, scope: HuntScope, clock: Clock): CompileOptions => ({
  now: ticksFromMilliseconds(clock()),
  window: { from: null, to: null },
  ...compileScope(scope, text),
  // Any of them may be what is to be completed.
  ...(ask === 'completions' && { functions: [...(scope.functions?.values() ?? [])] }),
});
