// Stores a function, as fields or as the management command that people keep theirs in.

import { type FunctionText, HuntError, readFunctionCommand } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { line } from '../administration/check-fields.js';
import { defineLibraryRoute } from '../library/define-library-route.js';

const body = {
  command: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, description: '.create-or-alter function …' })),
  name: Type.Optional(line(128, 'letters, digits and underscores')),
  definition: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 16_384,
      description: 'parameters and body: (n:long) { AlertInfo | take n }',
    }),
  ),
  folder: Type.Optional(Type.String({ maxLength: 200, description: 'text of at most 200 characters' })),
  docstring: Type.Optional(Type.String({ maxLength: 2000, description: 'text of at most 2,000 characters' })),
};

export const postFunction = defineLibraryRoute({
  ...{ method: 'POST', path: '/api/functions', noun: 'function', body },
  summary: 'Store a function or replace it: a command, or a name and a definition; places of errors are in either',
  async handler({ body: sent, hunter, by, call }) {
    const text = textOf(sent);
    const before = sent.command?.slice(0, text.offset) ?? '';
    const stored = await call.services.library.functions.put(hunter.tenantId, text, by).catch((error: unknown) => {
      throw error instanceof HuntError ? shifted(error, before) : error;
    });
    return { status: 201, body: stored };
  },
});

function textOf({
  command,
  name = '',
  definition = '',
  folder,
  docstring,
}: Partial<Record<keyof typeof body, string>>): FunctionText {
  const own = { ...(folder !== undefined && { folder }), ...(docstring !== undefined && { docstring }) };
  if (command !== undefined) return { ...readFunctionCommand(command), ...own };
  return { name, definition, folder: '', docstring: '', ...own, offset: 0, existing: 'replace' };
}

/** The same error with its place counted from the start of the text that was sent. */
function shifted(error: HuntError, before: string): HuntError {
  const { code, message, line: row, column } = error;
  if (row === undefined || column === undefined) return error;
  const lines = before.split('\n');
  const place = { line: row + lines.length - 1, column: row === 1 ? column + (lines.at(-1)?.length ?? 0) : column };
  return new HuntError(code, message, place, { cause: error });
}
