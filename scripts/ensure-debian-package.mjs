// Makes sure that a Debian package is installed, if this user may: node scripts/ensure-debian-package.mjs redis-server
// Does nothing when it is there. Says what was skipped and why when it cannot be had, and exits with 2.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOCK = join(tmpdir(), 'airlock-apt.lock');
const DEADLINE_MS = 300_000;

function run(command, ...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return execFileSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
  });
}

function succeeds(command, ...args) {
  try {
    return run(command, ...args) !== undefined;
  } catch {
    return false;
  }
}

const isInstalled = (name) => succeeds('dpkg', '--status', name);

/** What goes in front of a command to run it as root; `undefined` when this user may not without a password. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return succeeds('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
}

/** Answers why the package is not there, or nothing. */
function ensure(name) {
  if (!existsSync('/usr/bin/apt-get')) return 'this is no Debian';
  if (isInstalled(name)) return undefined;
  const root = asRoot();
  if (!root) return `this user may not install packages; as root, run: apt-get install ${name}`;
  const apt = (...args) => run(...root, 'flock', LOCK, 'apt-get', '-qq', ...args);
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', name);
    return undefined;
  } catch (error) {
    return `apt-get failed: ${(error.stderr || error.message).trim().split('\n').at(-1)}`;
  }
}

const name = process.argv[2];
if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name ?? '')) {
  console.error('Usage: node scripts/ensure-debian-package.mjs PACKAGE');
  process.exit(1);
}
const why = ensure(name);
if (why) {
  console.log(`Skipped ${name}: ${why}`);
  process.exit(2);
}
