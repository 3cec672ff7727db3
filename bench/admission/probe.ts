import { fdatasync, fsync, writeFileSync } from 'node:fs';
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { threadId } from 'node:worker_threads';

/**
 * Loaded into the measured server before its own code, in each of its threads. Counts what strace would count, without
 * stopping the process at every system call: fsync of files. Writes the count of its thread into a file of `BENCH_PROBE_DIR`.
 */
const WRITE_MS = 1000;

let fsyncs = 0;
let written = 0;

type Method = (...args: unknown[]) => unknown;

function countCalls<T extends object>(owner: T, name: keyof T): void {
  const original = owner[name] as Method;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    fsyncs++;
    return original.apply(this, args);
  } as T[keyof T];
}

async function countFsyncs(): Promise<void> {
  const handle = await open(new URL(import.meta.url));
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  countCalls(prototype, 'sync');
  countCalls(prototype, 'datasync');
  for (const name of [fsync, fdatasync].map((each) => each.name as 'fsync' | 'fdatasync')) {
    countCalls(fs, name);
    countCalls(fs, `${name}Sync`);
  }
  syncBuiltinESMExports();
}

await countFsyncs();
setInterval(() => {
  if (fsyncs === written) return;
  written = fsyncs;
  writeFileSync(`${process.env.BENCH_PROBE_DIR}/${process.pid}-${threadId}`, String(fsyncs));
}, WRITE_MS).unref();
