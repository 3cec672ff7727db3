import { execFile } from 'node:child_process';
import { access, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/platform/embedded/postgres/free-port.js';

const run = promisify(execFile);
const FOLDER = '/usr/lib/postgresql';
const PASSWORD = 'superuser';

/** The programs of a PostgreSQL that this machine has besides the embedded one, which comes without pg_dump; or why not. */
export async function installedPrograms(): Promise<{ programs: string } | { why: string }> {
  const versions = (await readdir(FOLDER).catch(() => [])).map(Number).sort((a, b) => b - a);
  for (const version of versions) {
    const programs = join(FOLDER, String(version), 'bin');
    const found = ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore'].map((name) => access(join(programs, name)));
    if (version >= 15 && (await Promise.allSettled(found)).every(({ status }) => status === 'fulfilled'))
      return { programs };
  }
  return { why: `no PostgreSQL 15 or newer with pg_dump is in ${FOLDER}` };
}

/** A server of the installed PostgreSQL, without anything in it. */
export class InstalledServer {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly account: { uid?: number; gid?: number },
    readonly url: string,
  ) {}

  static async start(programs: string): Promise<InstalledServer> {
    const folder = await mkdtemp(join(tmpdir(), 'airlock-installed-'));
    const port = await freePort();
    const account = await unprivileged();
    const url = `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
    const server = new InstalledServer(programs, folder, account, url);
    const secret = join(folder, 'password');
    await writeFile(secret, PASSWORD);
    for (const path of [folder, secret]) if (account.uid) await chown(path, account.uid, account.gid!);
    const data = join(folder, 'data');
    await server.run('initdb', ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', secret, '--no-sync']);
    const options = `-p ${port} -k ${folder} -c fsync=off`;
    await server.run('pg_ctl', ['-D', data, '-o', options, '-l', join(folder, 'log'), '-w', 'start']);
    return server;
  }

  /** As a superuser: the owner of the tables sees no row of them. */
  async dump(database: string): Promise<string> {
    const file = join(this.folder, `${database}.dump`);
    await this.run('pg_dump', ['-Fc', '-f', file, '-d', this.databaseUrl(database)]);
    return file;
  }

  /** What it complained of; it goes on after each error, as operators let it. */
  async restore(dump: string, database: string, owner: string): Promise<string> {
    const args = ['--no-owner', `--role=${owner}`, '-d', this.databaseUrl(database), dump];
    return this.run('pg_restore', args).catch(({ stderr }: { stderr: string }) => stderr);
  }

  databaseUrl(name: string): string {
    return this.url.replace(/\/postgres$/, `/${name}`);
  }

  async stop(): Promise<void> {
    await this.run('pg_ctl', ['-D', join(this.folder, 'data'), '-m', 'immediate', 'stop']);
    await rm(this.folder, { recursive: true });
  }

  private async run(program: string, args: string[]): Promise<string> {
    return (await run(join(this.programs, program), args, { ...this.account, cwd: this.folder })).stderr;
  }
}

/** PostgreSQL does not run as root: Debian's package made an account for it. */
async function unprivileged(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await run('id', [option, 'postgres'])).stdout)),
  );
  return { uid, gid };
}
