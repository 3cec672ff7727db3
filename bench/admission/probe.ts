import { subscribe } from 'node:diagnostics_channel';
import { fdatasync, fsync, writeFileSync } from 'node:fs';
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import type { ClientRequest } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { threadId } from 'node:worker_threads';

/**
 * Loaded into the measured server before its own code, in each of its threads. Counts what strace would count, without
 * stopping the process at every system call: fsync of files, and requests to the object store by kind. Writes the counts
 * of its thread into a file of `BENCH_PROBE_DIR`.
 */
const WRITE_MS = 50;

const counts: Record<string, number> = {};
let changed = false;

function count(name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
  changed = true;
}

type Method = (...args: unknown[]) => unknown;

function countCalls<T extends object>(owner: T, name: keyof T): void {
  const original = owner[name] as Method;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    count('fsync');
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

/** The store's endpoint carries a bucket in its path; everything else that the server calls is none of its requests. */
function countStoreRequests(bucket: string): void {
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    if (request.path.startsWith(`/${bucket}`)) count(kindOf(request));
  });
}

function kindOf(request: ClientRequest): string {
  const query = request.path.split('?')[1] ?? '';
  if (request.method === 'POST' && /(^|&)delete/.test(query)) return 'DELETE';
  if (request.method === 'GET' && query.includes('list-type')) return 'LIST';
  return request.method === 'PUT' && request.getHeader('x-amz-copy-source') ? 'COPY' : request.method;
}

await countFsyncs();
countStoreRequests(process.env.BENCH_PROBE_BUCKET!);
setInterval(() => {
  if (!changed) return;
  changed = false;
  writeFileSync(`${process.env.BENCH_PROBE_DIR}/${process.pid}-${threadId}.json`, JSON.stringify(counts));
}, WRITE_MS).unref();
