// Answers editors in a thread of its own, so that what a person types never delays a hunt, and can be cut off.

import { parentPort, workerData } from 'node:worker_threads';
import { createCompiler, createLanguageService, KqlError } from '@gamekeeper/kql';
import type { CompilerData } from './compiler-thread.js';
import type { LanguageAnswers, LanguageReply, LanguageRequest } from './hunt-language.js';

const { tables, functions } = workerData as CompilerData;
const compiler = createCompiler(tables, functions);
const service = createLanguageService(tables, compiler, functions);

const answers: { readonly [K in keyof LanguageAnswers]: (request: LanguageRequest) => LanguageAnswers[K] } = {
  completions: ({ text, position, options }) => service.completions(text, position, options),
  hover: ({ text, position, options }) => service.hover(text, position, options),
  diagnostics: ({ text, options }) => service.diagnostics(text, options),
  classifications: ({ text, options }) => service.classifications(text, options),
  format: ({ text, position }) => service.format(text, position),
  function: ({ text, name, options }) => compiler.declare(name, text, options),
  parameters: ({ text, options }) => compiler.parametersOf(text, options),
};

// The first question would otherwise pay for loading the library and its tables of completions.
service.completions('print ', 6);
parentPort?.postMessage('ready');
parentPort?.on('message', (request: LanguageRequest) => parentPort?.postMessage(reply(request)));

function reply(request: LanguageRequest): LanguageReply {
  try {
    return { answer: answers[request.ask](request) };
  } catch (error) {
    if (error instanceof KqlError) {
      const { code, message, position } = error;
      return { refused: { code, message, position } };
    }
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
