import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { CliError, Interruption } from '../errors/cli-error.js';

export interface Questions {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** Asks on the terminal. An empty answer is the default. */
export async function ask(questions: Questions, question: string, otherwise = ''): Promise<string> {
  const hint = otherwise ? ` [${otherwise}]` : '';
  const answer = await prompt(questions, `${question}${hint}: `, questions.output);
  return answer.trim() || otherwise;
}

/** Asks without showing what is typed. */
export async function askHidden(questions: Questions, question: string): Promise<string> {
  questions.output.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return (await prompt(questions, '', silent)).trim();
  } finally {
    questions.output.write('\n');
  }
}

/** In raw mode the terminal repeats nothing; what it shows is what is written to `output`. */
async function prompt({ input, signal }: Questions, question: string, output: NodeJS.WritableStream): Promise<string> {
  const line = createInterface({ input, output, terminal: (input as ReadStream).isTTY });
  const stopped = new Promise<never>((_, reject) => {
    line.once('SIGINT', () => reject(new Interruption(130)));
    line.once('close', () => reject(new CliError('usage', 'There was no answer.', { code: 'USAGE' })));
  });
  try {
    return await Promise.race([line.question(question, { signal }), stopped]);
  } finally {
    line.close();
    stopped.catch(() => undefined);
  }
}

/** The first line of what is piped in. */
export async function readLine(input: NodeJS.ReadStream): Promise<string> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) return line.trim();
  return '';
}
