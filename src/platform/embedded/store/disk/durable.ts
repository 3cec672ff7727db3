import { closeSync, open, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './directory-sync.js';
import { flush } from './flush.js';

/** Creates a directory and its parents, durably and with access for the owner only. */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(first);
  for (let at = dirname(directory); at.length >= top.length; at = dirname(at)) {
    await syncDirectory(at);
    if (at === dirname(at)) return;
  }
}

/**
 * Creates a file with access for the owner only. Its caller closes it. Not at once like other small steps: a file system
 * that is writing its journal lets the creator of a file wait.
 */
export function createFile(file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(file, 'wx', 0o600, (error, descriptor) => (error ? reject(error) : resolve(descriptor)));
  });
}

/** Writes and flushes a small file with access for the owner only. The caller renames it into place and flushes the directory. */
export async function writeFlushed(file: string, ...content: (string | Buffer)[]): Promise<void> {
  const descriptor = await createFile(file);
  try {
    writeAll(descriptor, content);
    await flush(descriptor);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** A write that a full disk cut short is tried again, and then says why. */
function writeAll(descriptor: number, pieces: readonly (string | Buffer)[]): void {
  let rest = Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
  while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
}

/** Moves a flushed file into place and replaces an existing one atomically. */
export async function moveInto(from: string, to: string): Promise<void> {
  renameSync(from, to);
  await syncDirectory(dirname(to));
}

/** The parsed JSON of a file, or `null` when there is none. */
export async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
