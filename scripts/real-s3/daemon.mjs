import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program in the background that outlives this one: its pid and its words are kept in files. */
export class Daemon {
  constructor(folder, name, command) {
    Object.assign(this, { name, command, pidFile: join(folder, `${name}.pid`), log: join(folder, `${name}.log`) });
  }

  /** The pid file may be older than the last start of the machine: only a process of this name counts. */
  get pid() {
    if (!existsSync(this.pidFile)) return undefined;
    const pid = Number(readFileSync(this.pidFile, 'utf8'));
    const about = `/proc/${pid}/cmdline`;
    return existsSync(about) && readFileSync(about, 'utf8').includes(this.command[0]) ? pid : undefined;
  }

  start() {
    if (this.pid) return;
    const [program, ...args] = this.command;
    const log = openSync(this.log, 'a');
    const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
    writeFileSync(this.pidFile, String(child.pid));
    child.unref();
  }

  /** Waits until `holds`; a program that ended meanwhile is an error with its last words. */
  async until(holds, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) {
      if (await holds()) return;
      if (!this.pid) break;
    }
    const lastWords = readFileSync(this.log, 'utf8').split('\n').slice(-20).join('\n');
    throw new Error(`${this.name} does not answer. See ${this.log}:\n${lastWords}`);
  }

  async stop() {
    const { pid } = this;
    if (pid) process.kill(pid, 'SIGTERM');
    for (let waited = 0; this.pid && waited < 100; waited++) await sleep(100);
    if (this.pid) process.kill(pid, 'SIGKILL');
    rmSync(this.pidFile, { force: true });
  }
}
