import type { Document } from '@airlock/sdk';
import { constants, openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { defineCommand } from '../../arguments/definition.js';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors/cli-error.js';
import type { ExitReason } from '../../errors/exit-codes.js';
import { failureOf, showFailure } from '../../errors/report-failure.js';
import { statusPiece } from '../ls/status-piece.js';
import { mediaTypeOf } from '../upload/media-type.js';
import { waitOptions } from './wait-options.js';

export const addDocuments = defineCommand({
  name: 'docs add',
  summary: 'Upload documents whose text is to be found.',
  positionals: {
    usage: '<file...>',
    description: 'PDF, Word, Excel, PowerPoint, text, CSV, Markdown.',
    min: 1,
    max: Infinity,
  },
  options: {
    name: {
      type: 'text',
      value: 'NAME',
      description: 'Name of a single document. Default: of the file, without its extension.',
    },
    'knowledge-base': {
      type: 'texts',
      short: 'k',
      value: 'ID',
      description: 'Put them into this knowledge base; several times.',
    },
    ...waitOptions,
  },
  json: 'a line for each document as the API shows it, with `path`; or `{path, error}`.',
  examples: [{ command: 'airlock docs add handbook.pdf --wait', does: 'Add one, and wait until it can be searched' }],
  async run(context, { options, positionals }) {
    if (options.name !== undefined && positionals.length > 1) throw new UsageError('--name is for a single document.');
    const { output, signal } = context;
    let worst: ExitReason | undefined;
    for (const path of positionals)
      try {
        const document = await addOne(context, path, options);
        const status = statusPiece({ status: document.processing_status });
        output.result({ path, ...document }, [`${document.document_id}  `, status, `  ${path}`]);
      } catch (error) {
        signal.throwIfAborted();
        const reason = fail(context, path, error);
        worst ??= reason;
      }
    return worst;
  },
});

interface AddOptions {
  name: string | undefined;
  'knowledge-base': string[];
  wait: boolean;
  timeout: number;
}

async function addOne({ client, signal }: Context, path: string, options: AddOptions): Promise<Document> {
  const filename = basename(path);
  // Says what is wrong with the path; the Blob does not.
  await access(path, constants.R_OK);
  const file = await openAsBlob(path, { type: mediaTypeOf(filename) });
  const documents = (await client()).documents();
  const knowledgeBaseIds = options['knowledge-base'];
  const added = await documents.upload({ file, filename, name: options.name, knowledgeBaseIds, signal });
  if (!options.wait) return added;
  await documents.waitForIngestion(added.document_id, { timeoutMs: options.timeout * 1000, signal });
  return documents.get(added.document_id, { signal });
}

function fail({ output }: Context, path: string, error: unknown): ExitReason {
  const failure = failureOf(error);
  if (output.json) output.result({ path, error: { code: failure.code, message: failure.message } });
  else showFailure({ ...failure, message: `${path}: ${failure.message}` }, output);
  return failure.reason;
}
