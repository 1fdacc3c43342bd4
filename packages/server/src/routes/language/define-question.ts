// What the endpoints of the language service share: who may ask, what is sent, and within which catalog it is answered.

import type { LanguageAnswers } from '@gamekeeper/platform';
import { type TObject, Type } from '@sinclair/typebox';
import { defineRoute, type Route } from '../../http/define-route.js';
import { hunters } from '../../http/hunters.js';
import { huntScopeOfCall } from '../../http/scope-of-call.js';
import { platformWire } from '../../wire/platform-wire.js';

/** A part of the query text, in UTF-16 code units. */
export const span = Type.Object({
  start: Type.Integer({ description: 'UTF-16 code units before it.' }),
  length: Type.Integer({ description: 'In UTF-16 code units.' }),
});

/** The kinds of the official library, in kebab case. */
export const kind = Type.String({ description: "The official library's kinds in kebab case." });

export interface QuestionOptions {
  readonly ask: keyof LanguageAnswers;
  readonly summary: string;
  /** Whether the answer depends on where the caret is. */
  readonly atPosition: 'required' | 'optional' | 'never';
  readonly answer: TObject;
}

const query = Type.String({ maxLength: 100_000, description: 'KQL text, perhaps unfinished.' });
const position = Type.Integer({ minimum: 0, description: 'The caret: UTF-16 code units of the text before it.' });
const bodies: Readonly<Record<QuestionOptions['atPosition'], TObject>> = {
  required: Type.Object({ query, position }),
  optional: Type.Object({ query, position: Type.Optional(position) }),
  never: Type.Object({ query }),
};

/**
 * Declares `POST /api/language/<ask>`. It spends no quota: questions of a tenant take turns, few may wait, and each has seconds.
 * @example defineQuestion({ ask: 'format', summary: 'A query laid out', atPosition: 'never', answer: Type.Object({ … }) })
 */
export function defineQuestion({ ask, summary, atPosition, answer }: QuestionOptions): Route {
  return defineRoute({
    method: 'POST',
    path: `/api/language/${ask}`,
    summary,
    wire: platformWire,
    reads: 'json',
    schemas: { body: bodies[atPosition], response: { 200: answer } },
    permission: hunters,
    quota: 'none',
    controls: ['USE-1', 'USE-7', 'USE-8'],
    async handler(call) {
      const { query: text, position: at } = call.body as { readonly query: string; readonly position?: number };
      const question = { ask, text, ...(at !== undefined && { position: at }) };
      const told = await call.services.language.ask(question, await huntScopeOfCall(call), call.signal);
      // Lists, and what may be missing, come as members of an object.
      return { body: 'value' in answer.properties ? { value: told } : told };
    },
  });
}
