import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Account } from './account.js';

const execute = promisify(execFile);

/** The environment of server processes. Airlock's own environment contains secrets. */
export const serverEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs one short command as the given account, in a folder that every account can enter; `input` is what it reads. */
export async function runAs(
  account: Account | undefined,
  file: string,
  args: string[],
  { timeout = 10_000, input = '' } = {},
) {
  const options = { ...account, cwd: '/', env: serverEnvironment, timeout, killSignal: 'SIGKILL' } as const;
  const running = execute(file, args, options);
  // A command that ends without reading reports why by its own error.
  running.child.stdin?.on('error', () => undefined).end(input);
  return running;
}
