// Runs a command of the built program to its end, as a shell would.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const program = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What is written to its standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Told the process id once it runs; it leads a process group of its own. */
  readonly onStart?: (pid: number) => void;
}

/**
 * `gamekeeper ARGS…`
 * @example const { code, stdout } = await runGamekeeper(['hunt', 'print 1', '--data', folder]);
 */
export function runGamekeeper(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return runProcess(process.execPath, [program, ...args], options);
}

/** Any program, to its end. */
export async function runProcess(
  command: string,
  args: readonly string[],
  { input = '', env = {}, onStart }: RunOptions = {},
): Promise<Finished> {
  const child = spawn(command, args, { detached: true, env: { ...process.env, ...env }, stdio: 'pipe' });
  const ended = new Promise<Pick<Finished, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // A program that ends without reading its input is no fault of this one.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  if (child.pid !== undefined) onStart?.(child.pid);
  const [{ code, signal }, stdout, stderr] = await Promise.all([ended, textOf(child.stdout), textOf(child.stderr)]);
  return { code, signal, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const part of stream) text += part;
  return text;
}
