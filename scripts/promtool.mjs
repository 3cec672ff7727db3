// The path of Prometheus's promtool, for checking docs/operations/alerts.yaml: node scripts/promtool.mjs
// Takes the one that is installed, else Debian's, unpacked beside the system: its package would start a server. Says why
// there is none, and exits with 2, where it cannot be had.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const KEPT = join(tmpdir(), 'airlock-promtool');
const DEADLINE_MS = 300_000;

function installed() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), KEPT];
  return folders.map((folder) => join(folder, 'promtool')).find(existsSync);
}

function unpacked() {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-promtool-'));
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLINE_MS });
  try {
    download(run);
    run(
      'dpkg-deb',
      '--extract',
      readdirSync(folder).find((name) => name.endsWith('.deb')),
      'package',
    );
    mkdirSync(KEPT, { recursive: true });
    renameSync(join(folder, 'package/usr/bin/promtool'), join(KEPT, 'promtool'));
    return join(KEPT, 'promtool');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lists of packages may be old or missing; only root may bring them up to date. */
function download(run) {
  try {
    run('apt-get', 'download', 'prometheus');
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    run('apt-get', '-qq', 'update');
    run('apt-get', 'download', 'prometheus');
  }
}

try {
  console.log(installed() ?? unpacked());
} catch (error) {
  const why = (error.stderr?.toString() || error.message).trim().split('\n').at(-1);
  console.log(`there is no promtool, and Debian's package prometheus cannot be had: ${why}`);
  process.exit(2);
}
