import { parseArgs } from 'node:util';
import type { StoreAuditOptions } from '../../features/store-admin/index.js';

const HOUR_MS = 3_600_000;

export const USAGE = `Compares the database with the bucket, as after a restore of one of them. Changes nothing unless it is said.

  npm run audit:store -- [--older-than-hours 24] [--json] [--discard-unrecorded]

MISSING      a file's record is there, its bytes are not: get them back from a backup or a version of the bucket
UNRECORDED   bytes below a workspace that no record names, older than the hours given

--discard-unrecorded hands the UNRECORDED over to the trash; a worker deletes them. Exit code: 0 nothing is missing or
unrecorded, 1 something is, 2 not everything could be compared.`;

export interface StoreAuditCommand extends StoreAuditOptions {
  json: boolean;
  help: boolean;
}

/** Throws an Error that names what is wrong with the arguments. */
export function readOptions(args: string[]): StoreAuditCommand {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      'older-than-hours': { type: 'string', default: '24' },
      'discard-unrecorded': { type: 'boolean', default: false },
    },
  });
  const hours = Number(values['older-than-hours']);
  if (!Number.isFinite(hours) || hours < 0 || values['older-than-hours'].trim() === '')
    throw new Error('--older-than-hours must be a number of hours, 0 or more.');
  return {
    olderThanMs: hours * HOUR_MS,
    discards: values['discard-unrecorded'],
    json: values.json,
    help: values.help,
  };
}
