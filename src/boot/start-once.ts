import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serverEnvironment } from '../platform/embedded/postgres/run-as.js';
import { packageFile } from './package-file.js';

const DEADLINE_MS = 60_000;

/** Nothing of the caller's settings: this server must not reach a database or store that is in use. */
const SETTINGS = { ...serverEnvironment, HOST: '127.0.0.1', PORT: '0', WORKER_PORT: '0' };

/** Starts the built server on an empty folder and stops it when it is ready, which keeps V8's compiled code for later starts. */
export async function startOnce(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-start-'));
  try {
    // For the account that runs PostgreSQL when the build runs as root.
    await chmod(dataDir, 0o711);
    const server = spawn(process.execPath, ['--expose-gc', packageFile('dist/server/main.js')], {
      // A `.env` is read from the current folder.
      cwd: dataDir,
      env: { ...SETTINGS, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: DEADLINE_MS,
    });
    const ended = once(server, 'exit');
    for await (const line of createInterface({ input: server.stdout }))
      if (line.startsWith('Airlock ready')) server.kill('SIGTERM');
    await ended;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
