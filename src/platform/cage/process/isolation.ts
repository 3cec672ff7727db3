import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What this machine offers to hold a process beyond Node's own means. */
export interface Isolation {
  /** A shell sets resource limits. */
  shell: boolean;
  /** Commands that start the rest of their arguments with less around it. */
  wrappers: readonly string[];
  /** The kernel keeps the process off every network. */
  withoutNetwork: boolean;
  /** The kernel kills the process when its parent dies. */
  endsWithParent: boolean;
}

/** A network of its own without an interface. Containers often forbid it. */
const NAMESPACES = ['unshare', '--user', '--net', '--ipc', '--'];
const PARENT = ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--'];

/** Tries it out. Costs three short processes, once. */
export async function findIsolation(): Promise<Isolation> {
  if (process.platform === 'win32') return { shell: false, wrappers: [], withoutNetwork: false, endsWithParent: false };
  const [withoutNetwork, endsWithParent] = await Promise.all([works(NAMESPACES), works(PARENT)]);
  const wrappers = [...(withoutNetwork ? NAMESPACES : []), ...(endsWithParent ? PARENT : [])];
  return { shell: true, wrappers, withoutNetwork, endsWithParent };
}

async function works(wrapper: readonly string[]): Promise<boolean> {
  const script = 'exec "$@"';
  const run = promisify(execFile)('/bin/sh', ['-c', script, 'sh', ...wrapper, 'true'], { env: {}, timeout: 5_000 });
  return run.then(
    () => true,
    () => false,
  );
}
