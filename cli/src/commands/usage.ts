import { defineCommand } from '../arguments/definition.js';
import { bytesText, counted } from '../output/quantities.js';
import { type Piece, styled } from '../output/styles.js';

export const usage = defineCommand({
  name: 'usage',
  summary: 'Show the storage quota, what is used of it, and by which bucket.',
  options: {},
  json: 'one document: what `GET /v1/usage` answers.',
  examples: [{ command: 'airlock usage', does: 'How much room is left?' }],
  async run({ output, signal, client }) {
    const usage = await (await client()).request('GET', '/v1/usage', { signal });
    const { quota_bytes: quota, used_bytes: used, reserved_bytes: reserved, buckets } = usage;
    const line = (name: string, value: string): Piece[] => [styled('dim', name.padEnd(10)), value];
    const percent = quota ? ` (${((100 * used) / quota).toFixed(1)} %)` : '';
    output.result(
      usage,
      line('quota', bytesText(quota)),
      line('used', `${bytesText(used)}${percent}`),
      line('reserved', `${bytesText(reserved)} by ${counted(usage.reservations.length, 'upload')} under way`),
      line('pending', `${usage.pending_count} of at most ${usage.pending_limit} uploads`),
      line('free', bytesText(Math.max(0, quota - used - reserved))),
      [],
    );
    output.table(
      [
        { title: 'BUCKET', value: ({ bucket_name }) => bucket_name },
        { title: 'FILES', align: 'right', value: ({ file_count }) => String(file_count) },
        { title: 'USED', align: 'right', value: ({ used_bytes }) => bytesText(used_bytes) },
      ],
      buckets,
    );
  },
});
