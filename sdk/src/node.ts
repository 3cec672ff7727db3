import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { ResumeStore } from './resume/store.js';

/** Remembers unfinished uploads in files of this folder, so that another process continues them. It holds no secrets. */
export function fileStore(folder: string): ResumeStore {
  const at = (key: string) => join(folder, createHash('sha256').update(key).digest('hex').slice(0, 32));
  return {
    async get(key) {
      return readFile(at(key), 'utf8').catch(unlessMissing);
    },
    async set(key, uploadId) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(at(key), uploadId, { mode: 0o600 });
    },
    async delete(key) {
      await rm(at(key), { force: true });
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error;
}
