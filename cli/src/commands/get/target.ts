import { lstat, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CliError } from '../../errors/cli-error.js';
import { safeName } from './safe-name.js';

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Where a file is to be written: the given path, or below a given folder (the current one) by its own name, made safe. */
export async function targetOf(given: string | undefined, filename: string, force: boolean): Promise<string> {
  const isFolder =
    given === undefined ||
    (await stat(given).then(
      (found) => found.isDirectory(),
      () => given.endsWith('/'),
    ));
  const path = resolve(isFolder ? join(given ?? '.', safeName(filename)) : given);
  if (!force && (await exists(path))) throw fileExists(path);
  return path;
}

export const fileExists = (path: string): CliError =>
  new CliError('failed', `${path} exists already. Choose another name with -o, or overwrite it with --force.`, {
    code: 'FILE_EXISTS',
  });
