import { defineCommand } from '../arguments/definition.js';
import { UsageError } from '../errors/cli-error.js';
import { byteCount } from './upload/byte-count.js';
import { Journal } from './upload/journal.js';
import { metadataOf } from './upload/metadata-of.js';
import { UploadRun } from './upload/upload-run.js';

export const upload = defineCommand({
  name: 'upload',
  summary: 'Upload files, whole folders, or standard input.',
  description:
    'Several files are sent at a time, large ones in parts. After an interruption the same command goes on where it was: ' +
    'files that are done are not sent again, and of a file in parts only those that are missing. Files of a folder get their ' +
    'place in it as metadata `path`. Links found in folders are left out. A file that is refused does not stop the others.',
  positionals: {
    usage: '<file|folder|->...',
    min: 1,
    max: Infinity,
    description: 'What to upload; `-` is standard input, whose size need not be known.',
  },
  options: {
    bucket: { type: 'text', short: 'b', value: 'BUCKET', default: 'assets', description: 'Where to, by id or name.' },
    metadata: { type: 'texts', short: 'm', value: 'KEY=VALUE', description: 'Kept with each file; several times.' },
    wait: { type: 'flag', short: 'w', description: 'Wait for the verdict of each file.' },
    timeout: {
      type: 'integer',
      value: 'SECONDS',
      range: [1, 86_400],
      default: 600,
      description: 'With --wait: how long to wait for a verdict.',
    },
    name: { type: 'text', value: 'NAME', description: 'File name of a single upload. Default: its own, or `stdin`.' },
    type: { type: 'text', value: 'TYPE', description: 'Media type. Default: by the extension.' },
    parallel: { type: 'integer', short: 'p', value: 'N', range: [1, 16], default: 4, description: 'Files at a time.' },
    'max-size': {
      type: 'text',
      value: 'SIZE',
      description:
        'The most that a stream of unknown size may have, such as 5GB; so much of the quota is reserved. Default: 100MB.',
    },
    'follow-links': { type: 'flag', description: 'Follow links found in folders too.' },
    'no-resume': { type: 'flag', description: 'Begin anew, whatever an interrupted run has done.' },
  },
  json:
    'a line for each file: `{path, file_id, filename, mime_type, size, status}`, or `{path, error: {code, message, …}}`; ' +
    'what was skipped is `{path, skipped}`.',
  examples: [
    { command: 'airlock upload report.pdf --wait', does: 'One file, and whether it was admitted' },
    { command: 'airlock upload photos/ -b assets -m trip=alps', does: 'A folder, with metadata' },
    { command: 'pg_dump shop | airlock upload - --name shop.sql --max-size 5GB', does: 'A stream' },
    { command: 'airlock upload *.png --json | jq -r .file_id', does: 'Ids for a script' },
  ],
  async run(context, { options, positionals }) {
    const isSingle = positionals.length === 1;
    if (options.name !== undefined && !isSingle) throw new UsageError('--name is for a single file.');
    if (positionals.filter((path) => path === '-').length > 1) throw new UsageError('Standard input can be read once.');
    const credentials = await context.credentials();
    const metadata = metadataOf(options.metadata);
    const { bucket, name, type } = options;
    const { environment, signal } = context;
    const { url, namespace } = credentials;
    const run = { url, namespace, bucket, metadata, paths: positionals };
    const journal = await Journal.open(environment, run, options['no-resume']);
    const maxSize = options['max-size'] === undefined ? undefined : byteCount('max-size', options['max-size']);
    const sending = { credentials, environment, bucket, metadata, name, type, maxSize, signal };
    const waitSeconds = options.wait ? options.timeout : undefined;
    const work = new UploadRun(context, sending, journal, waitSeconds);
    return work.upload(positionals, { followLinks: options['follow-links'], parallel: options.parallel });
  },
});
