import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { warnEarly } from '../../../logging/early-warnings.js';
import type { Account } from '../account.js';
import type { Binaries } from '../binaries.js';
import { runAs } from '../run-as.js';
import { giveNewIdentity } from './new-identity.js';

const DEADLINE_MS = 60_000;

/** cp shares blocks of the file system where it can. What it makes is for its owner alone, whatever the template allows. */
const COPY = 'umask 077; cp -R "$1/." "$2"';
const CHANGE_OWNER = 'chown -R "$3" "$2"';

export interface TemplateCopy {
  template: string;
  /** The folder to make. */
  data: string;
  /** Of the owner, whose role has none in the template. Letters, digits, - and _. */
  password: string;
  binaries: Binaries;
  account: Account | undefined;
  durable: boolean;
}

/**
 * Makes a cluster in `data` of a template: a copy with an identity and a password of its own. PostgreSQL itself has opened
 * the copy before this returns true. False where there is no template or it cannot be used: nothing is left in `data`.
 */
export async function copyTemplate(copy: TemplateCopy): Promise<boolean> {
  const { template, data, account } = copy;
  if (!(await exists(template))) return false;
  try {
    await mkdir(data, { mode: 0o700 });
    await runAs(undefined, 'sh', ['-c', COPY, 'sh', template, data], { timeout: DEADLINE_MS });
    await giveNewIdentity(data);
    if (account) await runAs(undefined, 'sh', ['-c', CHANGE_OWNER, 'sh', '', data, `${account.uid}:${account.gid}`]);
    await setPassword(copy);
    if (copy.durable) await sync(copy);
    return true;
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    const { message } = error as Error;
    warnEarly('PostgreSQL', `The prepared database in ${template} cannot be used, a new one is made: ${message}`);
    return false;
  }
}

/** Without a server that anyone could connect to: PostgreSQL in single-user mode reads the statement from its input. */
async function setPassword({ data, password, binaries, account }: TemplateCopy): Promise<void> {
  const quiet = ['exit_on_error=on', 'log_min_error_statement=panic', 'log_checkpoints=off', 'fsync=off'];
  const options = ['--single', '-D', data, ...quiet.flatMap((setting) => ['-c', setting]), 'postgres'];
  const input = `ALTER ROLE CURRENT_USER PASSWORD '${password}'\n`;
  await runAs(account, binaries.postgres, options, { timeout: DEADLINE_MS, input });
}

/** After this nothing of the copy is lost in a power failure. */
async function sync({ data, binaries, account }: TemplateCopy): Promise<void> {
  await runAs(account, binaries.initdb, ['--sync-only', '-D', data], { timeout: DEADLINE_MS });
}

async function exists(template: string): Promise<boolean> {
  return access(join(template, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
