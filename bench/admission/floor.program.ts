import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import pg from 'pg';
import { benchFile } from './files.js';
import type { FloorJob, FloorResult } from './floor.js';

/**
 * The least that can be done with a file that must be stored, proven and recorded: its bytes written with fsync, read
 * again and hashed, and two commits. Of a large file only the reading and hashing are measured.
 */
const pool = new pg.Pool({ connectionString: process.env.FLOOR_DATABASE_URL, max: 16 });
const directory = process.env.FLOOR_DIR!;
let files = 0;

await pool.query(`CREATE TABLE IF NOT EXISTS floor_files (
  id text PRIMARY KEY, size bigint NOT NULL, sha256 text, stored_at timestamptz NOT NULL DEFAULT now(), proven_at timestamptz)`);

async function write(size: number): Promise<string> {
  const path = `${directory}/floor-${process.pid}-${files++}`;
  const handle = await open(path, 'w');
  for (const chunk of benchFile(size).chunks()) await handle.write(chunk);
  await handle.sync();
  await handle.close();
  return path;
}

async function admitOne(size: number): Promise<void> {
  const path = await write(size);
  const insert = { name: 'floor_insert', text: 'INSERT INTO floor_files (id, size) VALUES ($1, $2)' };
  await pool.query({ ...insert, values: [path, size] });
  const sha256 = hash('sha256', await readFile(path));
  const update = { name: 'floor_update', text: 'UPDATE floor_files SET sha256 = $2, proven_at = now() WHERE id = $1' };
  await pool.query({ ...update, values: [path, sha256] });
}

async function readOne(path: string): Promise<void> {
  const sha256 = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) sha256.update(chunk as Buffer);
  sha256.digest();
}

/** Small files until the time is over, each client one after the other. */
async function small({ size, clients, seconds }: FloorJob): Promise<FloorResult> {
  const began = performance.now();
  let done = 0;
  const client = async () => {
    for (; performance.now() - began < seconds * 1000; done++) await admitOne(size);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { files: done, seconds: (performance.now() - began) / 1000 };
}

const written: string[] = [];

/** Large files that were written before: each client reads and hashes one after the other, in one thread. */
async function large({ size, clients, seconds }: FloorJob): Promise<FloorResult> {
  while (written.length < clients) written.push(await write(size));
  const began = performance.now();
  let done = 0;
  const client = async (path: string) => {
    for (; performance.now() - began < seconds * 1000; done++) await readOne(path);
  };
  await Promise.all(written.slice(0, clients).map(client));
  return { files: done, seconds: (performance.now() - began) / 1000 };
}

process.on('message', (job: FloorJob) => {
  void (job.onlyReads ? large(job) : small(job)).then((result) => process.send!(result));
});
process.on('disconnect', () => process.exit(0));
console.log('floor ready');
