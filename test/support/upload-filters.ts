import type { UploadFilter } from '../../src/features/uploads/records/upload-filter.queries.js';

/** Pages of 8 KiB that one statement may touch: what an index look-up and a page of rows need. */
export const FEW = 700;
/** What ten thousand rows of a list take, looked at one by one. */
export const WINDOW = 12_000;

/** Filters of a list among a million uploads, by what they find, and the pages that they may touch. */
export const uploadFilters: [string, UploadFilter, number][] = [
  ['everything', {}, FEW],
  ['a status that is common', { statuses: ['AVAILABLE'] }, FEW],
  ['a status that is rare', { statuses: ['UPLOADING'] }, WINDOW],
  ['several statuses', { statuses: ['REJECTED', 'EXPIRED'], hasErrors: true }, FEW],
  ['files with errors, of which there are none', { statuses: ['AVAILABLE'], hasErrors: true }, WINDOW],
  ['a bucket by name', { bucket: 'exports' }, WINDOW],
  ['a bucket that is empty', { bucket: 'many-1' }, WINDOW],
  ['a type that one file has', { contentType: 'application/rare' }, WINDOW],
  ['the last day', { createdAfter: new Date(Date.now() - 24 * 3600_000) }, FEW],
  ['the last year', { createdAfter: new Date(Date.now() - 365 * 24 * 3600_000) }, FEW],
  [
    'the last day of a type that nothing has',
    { createdAfter: new Date(Date.now() - 24 * 3600_000), contentType: 'a/b' },
    FEW,
  ],
  ['metadata that everything has', { metadata: { color: 'red' } }, FEW],
  ['metadata that one file has', { metadata: { color: 'rare' } }, WINDOW],
  [
    'all of it at once',
    { statuses: ['AVAILABLE'], bucket: 'exports', contentType: 'a/b', metadata: { color: 'x' } },
    WINDOW,
  ],
];
