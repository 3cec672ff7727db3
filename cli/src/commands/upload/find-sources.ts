import type { Stats } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileSource, inputSource, type Source, streamSource } from './source.js';

/** What is not uploaded, and why. */
export interface Skipped {
  path: string;
  why: string;
  /** It was to be uploaded, and cannot be. */
  isFailure: boolean;
}

export interface FindOptions {
  input: NodeJS.ReadStream;
  followLinks: boolean;
}

/**
 * The files that the arguments name, one at a time: folders with everything below them. A link that is named is followed;
 * one that is found in a folder only on request, because it may lead out of the folder or in circles.
 */
export async function* findSources(paths: readonly string[], options: FindOptions): AsyncGenerator<Source | Skipped> {
  for (const path of paths) {
    if (path === '-') {
      yield inputSource(options.input);
      continue;
    }
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
    if (!('isFile' in found)) yield failure(path, found);
    else if (found.isDirectory()) yield* walk(path, options);
    else yield found.isFile() ? fileSource(path, found.size, found.mtimeMs) : streamSource(path);
  }
}

async function* walk(root: string, { followLinks }: FindOptions): AsyncGenerator<Source | Skipped> {
  const top = basename(resolve(root));
  const folders = [{ path: root, placed: top }];
  // By their real paths: a link may lead to a folder that was read already.
  const entered = new Set([await realpath(root)]);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const entry of await opendir(folder.path)) {
        const path = join(folder.path, entry.name);
        const placed = `${folder.placed}/${entry.name}`;
        if (entry.isSymbolicLink() && !followLinks) {
          yield { path, why: 'is a link (--follow-links)', isFailure: false };
          continue;
        }
        const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
        if (!('isFile' in found)) yield failure(path, found);
        else if (!found.isDirectory()) yield ofFolder(path, found, placed);
        else if (!followLinks || (await isNew(path, entered))) folders.push({ path, placed });
      }
    } catch (error) {
      yield failure(folder.path, error as NodeJS.ErrnoException);
    }
  }
}

function ofFolder(path: string, found: Stats, placed: string): Source | Skipped {
  if (found.isFile()) return fileSource(path, found.size, found.mtimeMs, placed);
  return { path, why: 'is not a file', isFailure: false };
}

async function isNew(path: string, entered: Set<string>): Promise<boolean> {
  const real = await realpath(path);
  if (entered.has(real)) return false;
  entered.add(real);
  return true;
}

const failure = (path: string, error: NodeJS.ErrnoException): Skipped => ({
  path,
  why: error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code ?? error.message})`,
  isFailure: true,
});
