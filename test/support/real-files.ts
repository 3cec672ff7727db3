import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Sample files that other projects publish. Their licences differ, so they lie beside the repository and not in it. */
const REAL_FILES = resolve(process.env.AIRLOCK_REAL_FILES ?? '../shared/real-files.tar.xz');

/** Why they cannot be looked at here, or undefined. */
export const realFilesMissing = existsSync(REAL_FILES) ? undefined : `${REAL_FILES} is not there`;

export interface RealFile {
  name: string;
  path: string;
  /** What a browser declares. */
  declared: string;
  /** `archive`: may be unscannable for its format. */
  expected: 'accept' | 'archive';
}

/** Unpacks them and reads what is said of each. `remove` when done. */
export async function unpackRealFiles(): Promise<{ files: RealFile[]; folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'airlock-real-files-'));
  await promisify(execFile)('tar', ['-xJf', REAL_FILES, '-C', folder, '--strip-components=1']);
  const [, ...rows] = (await readFile(join(folder, 'manifest.tsv'), 'utf8')).trim().split('\n');
  const files = rows.map((row): RealFile => {
    const [name = '', declared = '', expected] = row.split('\t');
    return { name, declared, path: join(folder, name), expected: expected === 'archive' ? 'archive' : 'accept' };
  });
  return { files, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
