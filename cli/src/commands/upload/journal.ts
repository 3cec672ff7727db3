import { createHash } from 'node:crypto';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stateFolder } from '../../config/config-folder.js';
import { readIfThere } from '../../config/private-file.js';
import type { Source } from './source.js';

/** What makes two runs the same command. */
export interface Run {
  url: string;
  namespace?: string;
  bucket: string;
  metadata: object;
  paths: readonly string[];
}

/**
 * Which files of a command are done. Kept while the command runs and after it was interrupted, so that the same command goes on
 * where it was; gone once everything is done.
 */
export class Journal {
  private constructor(
    private readonly path: string,
    private readonly done: Map<string, string>,
  ) {}

  static async open(environment: NodeJS.ProcessEnv, { paths, ...run }: Run, isNew: boolean): Promise<Journal> {
    const facts = JSON.stringify([run, paths.map((path) => resolve(path))]);
    const folder = join(stateFolder(environment), 'uploads');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${createHash('sha256').update(facts).digest('hex').slice(0, 32)}.jsonl`);
    if (isNew) await rm(path, { force: true });
    return new Journal(path, doneIn((await readIfThere(path)) ?? ''));
  }

  get size(): number {
    return this.done.size;
  }

  /** The id of a file that an earlier run sent, unless it has changed since. */
  fileIdOf(source: Source): string | undefined {
    return this.done.get(keyOf(source));
  }

  async add(source: Source, fileId: string): Promise<void> {
    if (source.size === undefined) return;
    const line = JSON.stringify({ key: keyOf(source), file_id: fileId });
    await appendFile(this.path, `${line}\n`, { mode: 0o600 });
  }

  /** Nothing is left to go on with. */
  end(): Promise<void> {
    return rm(this.path, { force: true });
  }
}

const keyOf = ({ path, size, modifiedMs }: Source) => JSON.stringify([resolve(path), size, modifiedMs]);

/** The last line may have been cut off. */
function doneIn(text: string): Map<string, string> {
  const lines = text.split('\n').slice(0, -1);
  return new Map(
    lines.map((line) => {
      const { key, file_id } = JSON.parse(line) as { key: string; file_id: string };
      return [key, file_id];
    }),
  );
}
