import { integer, oneOf, shaped, url } from '../setting.js';

const MIB = 1024 * 1024;

/** Database, queue and scanner; what is not set is embedded. */
export const backendSettings = {
  DATABASE_URL: url({
    protocols: ['postgres:', 'postgresql:'],
    fallback: undefined,
    secret: true,
    about: 'PostgreSQL 15 or newer, as a user who may create tables and roles. Default: embedded.',
  }),
  DATABASE_POOL_SIZE: integer({ min: 2, max: 100, fallback: 10, about: 'Connections of the api per process.' }),
  REDIS_URL: url({
    protocols: ['redis:', 'rediss:'],
    fallback: undefined,
    secret: true,
    about: 'Redis or Valkey for the job queue. Default: the database.',
  }),
  CLAMD_URL: shaped({
    pattern: /^(tcp:\/\/(\[[^\]]+\]|[^:/]+):\d{1,5}\/?|unix:.+)$/,
    shape: 'tcp://host:port or unix:path',
    fallback: undefined,
    about: 'tcp://host:port or unix:path of clamd. Default: built-in rules (EICAR only).',
  }),
  SCANNER: oneOf(['auto', 'clamd', 'builtin'], {
    fallback: 'auto',
    about:
      'Which scanner admits files: auto is clamd where CLAMD_URL is set, else the built-in rules, which a process of role worker takes only if this says builtin.',
  }),
  CLAMD_MAX_SCAN_BYTES: integer({
    min: 64 * 1024,
    // clamd takes no file of 2 GiB.
    max: 2 * 1024 * MIB - 3,
    fallback: 25 * MIB,
    about: 'Largest object clamd is configured to scan whole.',
  }),
  CLAMD_IDLE_SECONDS: integer({
    min: 1,
    max: 600,
    fallback: 30,
    about: 'How long clamd may take no bytes of a file before it counts as hung.',
  }),
  CLAMD_SCAN_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 150,
    about:
      'How long clamd may take for a file, besides a second for each 256 KiB. Above its MaxScanTime. A first try gets 15 s at most.',
  }),
};
