import { Interruption } from './errors/cli-error.js';
import { run } from './run.js';

/** A reader that has enough, such as `head`, is no failure. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

const interruption = new AbortController();
const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** The first signal ends the command in order; a second one ends it at once. */
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    if (interruption.signal.aborted) process.exit(codes[name]);
    interruption.abort(new Interruption(codes[name]));
  });

const { stdin, stdout, stderr, env } = process;
const code = await run({
  ...{ args: process.argv.slice(2), environment: env, input: stdin, stdout, stderr },
  signal: interruption.signal,
});
// What is left open (an interrupted transfer, a pipe that still has input) would keep the process.
for (const stream of [stdout, stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()));
process.exit(code);
