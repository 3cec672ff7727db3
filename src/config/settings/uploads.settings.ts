import { integer } from '../setting.js';

const MIB = 1024 * 1024;

/** Uploads on their way to admission, and how long records are kept. */
export const uploadsSettings = {
  FILES_STAGING_MAX_PER_TENANT: integer({
    min: 1,
    fallback: 100,
    about: 'Uploads pending or scanning per organization.',
  }),
  FILES_STAGING_TTL_HOURS: integer({
    min: 1,
    max: 8760,
    fallback: 24,
    about: 'Hours after which a file that could have been scanned, and was not, is rejected; outages do not count.',
  }),
  FILES_PRESIGN_EXPIRY_SEC: integer({
    min: 60,
    max: 86_400,
    fallback: 900,
    about: 'Lifetime of an upload URL of the files API.',
  }),
  FILES_MAX_IMAGE_BYTES: integer({
    min: 1,
    fallback: 10 * MIB,
    about: 'Largest image that the files API accepts.',
  }),
  FILES_UPLOAD_IDLE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 30,
    about: 'How far the sender of a form may fall behind BODY_MIN_BYTES_PER_SECOND, and how long it may be silent.',
  }),
  FILES_UPLOAD_SPOOL_BYTES: integer({
    min: 8 * MIB,
    fallback: 1024 * MIB,
    about:
      'Disk that parts of forms may take in one process while they wait for the store; one organization gets a quarter.',
  }),
  TUS_EXPIRY_SECONDS: integer({
    min: 60,
    max: 86_400,
    fallback: 6 * 3600,
    about: 'How long an upload by tus may pause; its answers name the end in Upload-Expires.',
  }),
  UPLOAD_RECORD_TTL_DAYS: integer({
    min: 1,
    fallback: 30,
    about: 'Days after which records of failed uploads are deleted.',
  }),
  DOWNLOAD_LOG_DAYS: integer({
    min: 1,
    max: 3650,
    fallback: 30,
    about: 'Days for which it is known who got a link to a file.',
  }),
  AUDIT_DAYS: integer({
    min: 31,
    max: 36_500,
    fallback: 400,
    about: 'Days for which the audit trail is kept: acts of administrators, refused attempts, and their addresses.',
  }),
  SCAN_CONCURRENCY: integer({ min: 1, max: 64, fallback: 8, about: 'Files a worker admits at the same time.' }),
  SCAN_THREADS: integer({
    min: 0,
    max: 16,
    fallback: 2,
    about:
      'Most threads in which files of 1 MiB and more are read, hashed and scanned, so that requests do not wait meanwhile. ' +
      'They are started when needed and take about 100 MiB each; 0: none.',
  }),
  SCAN_LEASE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 20,
    about: 'How long a worker owns a file without a sign of life.',
  }),
  SCAN_BACKLOG_LIFO_THRESHOLD: integer({
    min: 1,
    max: 10_000,
    fallback: 1000,
    about: 'With more files than this waiting for a scan, the newest are taken first.',
  }),
};
