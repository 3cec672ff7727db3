import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEADLINE_MS = 10_000;

/** The operating-system user that PostgreSQL runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * The account that PostgreSQL runs as. PostgreSQL refuses root, so root uses the owner of an existing cluster, else the
 * system user `postgres`, which is created when missing. Other users run it as themselves (undefined).
 */
export async function serverAccount(cluster: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await ownerOf(cluster)) ?? (await lookUp('postgres')) ?? (await create('postgres'));
}

async function ownerOf(path: string): Promise<Account | undefined> {
  const owner = await stat(path).catch(() => undefined);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
}

async function lookUp(name: string): Promise<Account | undefined> {
  const id = async (flag: string) => Number((await run('id', [flag, name], { timeout: DEADLINE_MS })).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    return undefined;
  }
}

async function create(name: string): Promise<Account> {
  // The first is for Debian, Fedora and similar systems, the second for BusyBox.
  for (const [command, ...args] of [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/sbin/nologin', name],
    ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', name],
  ] as const) {
    await run(command, args, { timeout: DEADLINE_MS }).catch(() => undefined);
    const account = await lookUp(name);
    if (account) return account;
  }
  throw new Error(
    'The embedded PostgreSQL may not run as root and the system user "postgres" could not be created. ' +
      'Run "useradd --system postgres", start Airlock as an ordinary user, or set DATABASE_URL.',
  );
}
