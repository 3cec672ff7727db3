import { defineCommand } from '../../arguments/definition.js';
import { statusPiece } from '../ls/status-piece.js';
import { waitOptions } from './wait-options.js';

export const documentStatus = defineCommand({
  name: 'docs status',
  summary: 'Show how far the server is with a document.',
  positionals: { usage: '<id>', description: 'Its id (`doc_…`).', min: 1, max: 1 },
  options: waitOptions,
  json: 'one document: what `…/processing-status/` answers.',
  examples: [{ command: 'airlock docs status doc_0mj0b2c4d5e6f7g8 --wait', does: 'Wait until it can be searched' }],
  async run({ output, signal, client }, { options, positionals }) {
    const [id = ''] = positionals;
    const documents = (await client()).documents();
    const wait = { timeoutMs: options.timeout * 1000, signal };
    // A failure is a state to show, not one of the command.
    if (options.wait) await documents.waitForIngestion(id, wait).catch(unlessFailed);
    const state = await documents.processing(id, { signal });
    const { processing_status: status, stage, progress, chunk_count, error } = state;
    const share = progress === null ? '' : ` ${Math.round(progress * 100)} %`;
    output.result(
      state,
      [statusPiece({ status }), `  ${stage ?? ''}${share}`],
      ...(chunk_count === null ? [] : [`${chunk_count} pieces of text`]),
      ...(error ? [`${error.code}: ${error.message}`] : []),
    );
    return status === 'FAILURE' ? 'rejected' : 'done';
  },
});

function unlessFailed(error: { code?: string }): void {
  if (error.code !== 'INGESTION_FAILED') throw error;
}
