import { defineCommand } from '../arguments/definition.js';
import { bytesText, minuteText } from '../output/quantities.js';
import { LIST_JSON, listOptions, showPages } from '../output/show-pages.js';
import type { Column } from '../output/table.js';
import { instantOf } from './ls/instant-of.js';
import { statusPiece } from './ls/status-piece.js';
import { metadataOf } from './upload/metadata-of.js';

interface Row {
  upload_id: string | null;
  filename: string;
  status: string;
  status_reason: string | null;
  file_size_bytes: number | null;
  created_at: string;
}

const statuses = [
  'PENDING',
  'IN_PROGRESS',
  'PROCESSING',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'CANCELED',
] as const;

const columns: Column<Row>[] = [
  { title: 'ID', width: 20, value: (row) => row.upload_id ?? '–' },
  { title: 'CREATED (UTC)', width: 16, value: (row) => minuteText(row.created_at) },
  { title: 'SIZE', width: 8, align: 'right', value: (row) => bytesText(row.file_size_bytes) },
  { title: 'STATUS', width: 22, value: statusPiece },
  { title: 'NAME', value: (row) => row.filename },
];

export const ls = defineCommand({
  name: 'ls',
  summary: 'List files, the newest first.',
  options: {
    bucket: { type: 'text', short: 'b', value: 'BUCKET', description: 'Only of this bucket, by id or name.' },
    status: { type: 'text', value: 'STATUS', choices: statuses, description: 'Only with this status.' },
    type: { type: 'text', value: 'TYPE', description: 'Only of this declared media type: `image/png`.' },
    since: { type: 'text', value: 'TIME', description: 'Only created since: `2h`, `7d`, or an ISO 8601 time.' },
    metadata: { type: 'text', short: 'm', value: 'KEY=VALUE', description: 'Only with this metadata; needs --bucket.' },
    ...listOptions,
  },
  json: LIST_JSON,
  examples: [
    { command: 'airlock ls --bucket assets --since 24h', does: 'What came in today' },
    {
      command: 'airlock ls --status FAILED --all --json | jq -r .status_reason | sort | uniq -c',
      does: 'Why files were rejected',
    },
  ],
  async run({ output, signal, client }, { options }) {
    const api = await client();
    const { bucket, status, type, since, metadata, limit } = options;
    const query = {
      limit,
      bucket_id: bucket,
      status: status as (typeof statuses)[number] | undefined,
      content_type: type,
      created_after: since === undefined ? undefined : instantOf(since),
      metadata: metadata === undefined ? undefined : metadataOf([metadata]),
    };
    await showPages<Row>(output, columns, options, (cursor) =>
      api.request('GET', '/v1/uploads', { query: { ...query, cursor }, signal }),
    );
  },
});
