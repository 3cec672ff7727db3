import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Why these Debian packages are not there to test with; `undefined` when they are, installed by this call if need be. */
export async function whyNotInstalled(...names: string[]): Promise<string | undefined> {
  try {
    for (const name of names) await promisify(execFile)(process.execPath, ['scripts/ensure-debian-package.mjs', name]);
    return undefined;
  } catch (error) {
    return (error as { stdout?: string }).stdout?.trim() || (error as Error).message;
  }
}
