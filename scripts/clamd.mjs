// A private clamd with a handful of test signatures, for tests and for trying CLAMD_URL out.
//   node scripts/clamd.mjs install              gets Debian's clamav-daemon, when root and it is missing
//   node scripts/clamd.mjs start [DIR] [Key=Value …]   starts it, prints its CLAMD_URL; settings are clamd.conf's
//   node scripts/clamd.mjs stop [DIR]
import { Buffer } from 'node:buffer';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BINARY = '/usr/sbin/clamd';
const LOCK = join(tmpdir(), 'airlock-apt.lock');
const START_DEADLINE_MS = 30_000;

// In pieces, so that no scanner takes this file for infected.
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)', '7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');

function install() {
  if (existsSync(BINARY)) return;
  if (process.getuid?.() !== 0) throw new Error(`${BINARY} is missing: run "apt-get install clamav-daemon" as root.`);
  const apt = (...args) =>
    execFileSync('flock', [LOCK, 'apt-get', '-qq', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 300_000,
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'clamav-daemon');
}

/** One signature that floats, one for the whole file: what is found names which. */
function writeSignatures(directory) {
  mkdirSync(directory, { recursive: true });
  const md5 = createHash('md5').update(EICAR).digest('hex');
  writeFileSync(join(directory, 'test.hdb'), `${md5}:${EICAR.length}:Airlock.Test.Eicar-Hash\n`);
  writeFileSync(join(directory, 'test.ndb'), `Airlock.Test.Eicar:0:*:${Buffer.from(EICAR).toString('hex')}\n`);
}

function writeConfig(directory, settings) {
  const config = {
    Foreground: 'yes',
    LocalSocket: join(directory, 'clamd.sock'),
    FixStaleSocket: 'yes',
    DatabaseDirectory: join(directory, 'signatures'),
    TemporaryDirectory: directory,
    OfficialDatabaseOnly: 'no',
    AlertExceedsMax: 'yes',
    AlertEncrypted: 'yes',
    MaxThreads: '4',
    SelfCheck: '0',
    ...settings,
  };
  const lines = Object.entries(config).map(([key, value]) => `${key} ${value}\n`);
  writeFileSync(join(directory, 'clamd.conf'), lines.join(''));
  return config;
}

function answers(path) {
  return new Promise((done) => {
    const socket = createConnection({ path }, () => socket.write('zPING\0'));
    socket
      .on('data', () => done(true))
      .on('error', () => done(false))
      .on('close', () => done(false));
  });
}

async function start(directory, settings) {
  install();
  const signatures = join(directory, 'signatures');
  if (!existsSync(signatures)) writeSignatures(signatures);
  const { LocalSocket: path } = writeConfig(directory, settings);
  const log = openSync(join(directory, 'clamd.log'), 'a');
  const clamd = spawn(BINARY, ['--config-file', join(directory, 'clamd.conf')], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  writeFileSync(join(directory, 'clamd.pid'), `${clamd.pid}\n`);
  for (let waited = 0; !(await answers(path)); waited += 50) {
    if (clamd.exitCode !== null || waited > START_DEADLINE_MS)
      throw new Error(`clamd did not start: ${readFileSync(join(directory, 'clamd.log'), 'utf8')}`);
    await sleep(50);
  }
  clamd.unref();
  console.log(`CLAMD_URL=unix:${path}`);
}

function stop(directory) {
  const file = join(directory, 'clamd.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

const [command, ...rest] = process.argv.slice(2);
const settings = Object.fromEntries(rest.filter((arg) => arg.includes('=')).map((arg) => arg.split(/=(.*)/s, 2)));
const directory = resolve(rest.find((arg) => !arg.includes('=')) ?? join(tmpdir(), 'airlock-clamd'));
const commands = { install, start: () => start(directory, settings), stop: () => stop(directory) };

try {
  if (!commands[command])
    throw new Error('Usage: node scripts/clamd.mjs install | start [DIR] [Key=Value …] | stop [DIR]');
  await commands[command]();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
