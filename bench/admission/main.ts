import { cpus } from 'node:os';
import { measureLargeFiles } from './large-files.js';
import { readOptions } from './options.js';
import { measureSmallFiles } from './small-files.js';
import { measureBacklog } from './backlog.js';
import { measureClamd } from './clamd.js';
import { measureRecords } from './records/records.js';

/** What it costs to admit a file, from its creation until it is AVAILABLE, beside the least that it could cost. */
const options = readOptions(process.argv.slice(2));
const parts = [
  { name: 'records', measure: measureRecords, isAskedFor: true },
  { name: 'small', measure: measureSmallFiles, isAskedFor: true },
  { name: 'large', measure: measureLargeFiles, isAskedFor: true },
  { name: 'clamd', measure: measureClamd, isAskedFor: options.clamd },
  { name: 'backlog', measure: measureBacklog, isAskedFor: options.backlog > 0 },
];
for (const { name, measure, isAskedFor } of parts)
  if (isAskedFor && name.includes(options.only)) await measure(options);
console.log(
  `\n${cpus().length} cores, Node ${process.versions.node}; medians of ${options.rounds} interleaved rounds. ` +
    'Server and PostgreSQL ms are CPU time of a file; p50 and p99 from sending the confirmation until AVAILABLE.',
);
