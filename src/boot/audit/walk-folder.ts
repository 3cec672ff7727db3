import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files below a folder, one at a time. Links are not followed: they may lead out of it, or in circles. */
export async function* walkFolder(
  directory: string,
  unreadable: (path: string, error: Error) => void,
): AsyncGenerator<string> {
  const folders = [directory];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const entry of await opendir(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile()) yield path;
      }
    } catch (error) {
      unreadable(folder, error as Error);
    }
  }
}
