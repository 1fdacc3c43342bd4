// Starts the built program's server on a free port and reads from its output what a person would read.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { program } from './run-gamekeeper.js';

export interface StartOptions {
  readonly args?: readonly string[];
  /** A free one unless told. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A server in a process group of its own, engine included. */
export interface Gamekeeper {
  readonly url: string;
  readonly directory: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** On the first start only. */
  readonly secret: string | null;
  readonly pid: number;
  /** Everything that it has printed so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** Resolves when the text was printed; rejects when the server ends before. */
  printed(text: string): Promise<void>;
  /** Signals the whole group, as Ctrl-C on a terminal does, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) kill(child, 'SIGKILL');
});

/**
 * `gamekeeper up`; resolves when it says that it listens. Ends with its test unless it was started in `beforeAll`.
 * @example const server = await startGamekeeper(folder, { args: ['--empty'] });
 */
export async function startGamekeeper(
  directory: string,
  { args = [], port = 0, env = {} }: StartOptions = {},
): Promise<Gamekeeper> {
  const child = spawn(process.execPath, [program, 'up', '--data', directory, '--port', String(port), ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ended = exited.finally(() => running.delete(child));
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    stdout += part;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
    for (const listener of listeners) listener();
  });
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      ended.then(([code, signal]) =>
        reject(new Error(`the server ended (${signal ?? code}) before it printed '${text}':\n${stdout}${stderr}`)),
      );
    });
  await printed('Ctrl-C stops it.');
  const found = (pattern: RegExp): string | null => pattern.exec(stdout)?.[1] ?? null;
  const server: Gamekeeper = {
    url: found(/listens on (\S+)/) ?? '',
    directory,
    tenantId: found(/tenant id +(\S+)/) ?? '',
    clientId: found(/client id +(\S+)/) ?? '',
    secret: found(/secret +(\S+)/),
    pid: child.pid ?? 0,
    output: () => ({ stdout, stderr }),
    printed,
    async stop(signal = 'SIGINT') {
      if (running.has(child)) kill(child, signal);
      const [code, by] = await ended;
      return { code, signal: by };
    },
  };
  try {
    onTestFinished(async () => void (await server.stop('SIGKILL')));
  } catch {
    // Outside a test: whoever started it stops it.
  }
  return server;
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
