// Compiles queries in a thread of its own: the official binder can run without end on a hostile text, and a thread can be ended.

import { parentPort, workerData } from 'node:worker_threads';
import { createCompiler, DiscoveryNeeded, KqlError, TableForbidden } from '@gamekeeper/kql';
import type { CompileReply, CompileRequest, CompilerData } from './compiler-thread.js';

const { tables, functions } = workerData as CompilerData;
const compiler = createCompiler(tables, functions);

// The first query would otherwise pay for loading the language service.
compiler.compile('print 1', { now: 0n, window: { from: null, to: null } });
parentPort?.postMessage('ready');
parentPort?.on('message', ({ text, options }: CompileRequest) => parentPort?.postMessage(reply(text, options)));

function reply(text: string, options: CompileRequest['options']): CompileReply {
  try {
    return { query: compiler.compile(text, options) };
  } catch (error) {
    if (error instanceof DiscoveryNeeded) {
      const { id, sql, message, position, externals } = error;
      return { refused: { code: error.code, message, position }, discovery: { id, sql, externals } };
    }
    if (error instanceof KqlError) {
      const { code, message, position } = error;
      return { refused: { code, message, position, ...(error instanceof TableForbidden && { table: error.table }) } };
    }
    // The stack is for the log of the platform; whoever asked sees that the compiler failed.
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
