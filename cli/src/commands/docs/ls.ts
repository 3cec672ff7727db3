import type { Document } from '@airlock/sdk';
import { defineCommand } from '../../arguments/definition.js';
import { bytesText, minuteText } from '../../output/quantities.js';
import { LIST_JSON, listOptions, showPages } from '../../output/show-pages.js';
import type { Column } from '../../output/table.js';
import { statusPiece } from '../ls/status-piece.js';

const statuses = ['pending', 'processing', 'SUCCESS', 'FAILURE'] as const;

const columns: Column<Document>[] = [
  { title: 'ID', width: 20, value: ({ document_id }) => document_id },
  { title: 'CREATED (UTC)', width: 16, value: ({ created_at }) => minuteText(created_at) },
  { title: 'SIZE', width: 8, align: 'right', value: ({ file_size }) => bytesText(file_size) },
  { title: 'STATUS', width: 10, value: ({ processing_status: status }) => statusPiece({ status }) },
  { title: 'NAME', value: ({ name }) => name },
];

export const listDocuments = defineCommand({
  name: 'docs ls',
  summary: 'List documents, the newest first.',
  options: {
    status: { type: 'text', value: 'STATUS', choices: statuses, description: 'Only with this status.' },
    name: { type: 'text', value: 'TEXT', description: 'Only with this in their name, in any case.' },
    'knowledge-base': { type: 'text', short: 'k', value: 'ID', description: 'Only of this knowledge base.' },
    ...listOptions,
  },
  json: LIST_JSON,
  examples: [{ command: 'airlock docs ls --status FAILURE --all', does: 'Whose text could not be read?' }],
  async run({ output, signal, client }, { options }) {
    const documents = (await client()).documents();
    const { limit, name, 'knowledge-base': knowledge_base_id } = options;
    const query = { limit, name, knowledge_base_id, status: options.status as (typeof statuses)[number] | undefined };
    await showPages(output, columns, options, (cursor) => documents.list({ ...query, cursor, signal }));
  },
});
