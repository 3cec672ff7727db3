import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createApiClient } from '../api/client.js';
import { defineCommand } from '../arguments/definition.js';
import type { Context } from '../context.js';
import { UsageError } from '../errors/cli-error.js';
import { Bars } from '../output/bars.js';
import { bytesText } from '../output/quantities.js';
import { findFile, type StoredFile } from './get/find-file.js';
import { PartFile } from './get/part-file.js';
import { bytesFrom, differs } from './get/read-bytes.js';
import { targetOf } from './get/target.js';

export const get = defineCommand({
  name: 'get',
  summary: 'Download a file, and check its size and SHA-256.',
  description:
    'Written beside its target as `NAME.ID.part` until it is whole; the same command goes on after an interruption. Nothing is ' +
    'overwritten without `--force`. The name comes from the server and is made safe: no folders, no control characters, no ' +
    'leading dot.',
  positionals: { usage: '<id>', description: 'Id of the file (`upl_…`).', min: 1, max: 1 },
  options: {
    output: {
      type: 'text',
      short: 'o',
      value: 'PATH',
      description: 'File or folder to write; `-` is standard output.',
    },
    force: { type: 'flag', description: 'Overwrite a file; write bytes to a terminal.' },
  },
  json: 'one document: `{file_id, path, size, sha256}`; not with `-o -`.',
  examples: [
    { command: 'airlock get upl_0mj0b2c4d5e6f7g8', does: 'Into the current folder, under its own name' },
    { command: 'airlock get upl_0mj0b2c4d5e6f7g8 -o - | tar -t', does: 'Into a pipe' },
  ],
  async run(context, { options, positionals }) {
    const [id = ''] = positionals;
    const { output, signal } = context;
    const client = createApiClient(await context.credentials());
    if (options.output === '-') {
      if (output.stdout.isTTY && !options.force)
        throw new UsageError('Bytes of a file may confuse the terminal. Write them to a file or pipe, or add --force.');
      const file = await findFile(client, id, signal);
      return toOutput(context, file, bytesFrom(client, id, { start: 0, size: file.size, signal }));
    }
    const file = await findFile(client, id, signal);
    const target = await targetOf(options.output, file.filename, options.force);
    const part = await PartFile.open(target, id, file.size);
    await fill(context, part, file, bytesFrom(client, id, { start: part.size, size: file.size, signal }));
    await part.finish(options.force);
    const { size, sha256 } = file;
    output.result({ file_id: id, path: target, size, sha256 }, `${target}  ${bytesText(size)}`);
  },
});

async function fill({ output }: Context, part: PartFile, file: StoredFile, bytes: AsyncIterable<Uint8Array>) {
  if (part.size > 0) output.note(`Going on after ${bytesText(part.size)} of ${bytesText(file.size)}.`);
  const bars = new Bars(output);
  const bar = bars.add(file.filename, file.size, part.size);
  try {
    for await (const chunk of bytes) {
      await part.append(chunk);
      bar.set(part.size);
    }
  } catch (error) {
    await part.close();
    throw error;
  } finally {
    bars.end();
  }
  if (file.sha256 && part.digest() !== file.sha256) {
    await part.discard();
    throw differs(file.fileId);
  }
}

/** Checked at the end too: the exit code says whether what was written is right. */
async function toOutput(
  { output, signal }: Context,
  file: StoredFile,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    if (!output.stdout.write(chunk)) await once(output.stdout as NodeJS.WriteStream, 'drain', { signal });
  }
  if (file.sha256 && hash.digest('hex') !== file.sha256) throw differs(file.fileId);
}
