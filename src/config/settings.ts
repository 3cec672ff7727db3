import { TOPIC_ARN } from '../shared/topic-arn.js';
import { flag, integer, list, oneOf, shaped, text, url, type Setting } from './setting.js';

const MIB = 1024 * 1024;

/** Every setting Airlock reads. `.env.example` is printed from this table, and a test compares them. */
export const settings = {
  PORT: integer({ min: 0, max: 65_535, fallback: 3000, about: 'Port of the API; 0 takes a free one.' }),
  HOST: text({ fallback: '0.0.0.0', about: 'Address the API listens on.' }),
  WORKER_PORT: integer({
    min: 0,
    max: 65_535,
    fallback: 9090,
    about: 'Port of /health and /metrics of a worker; 0 takes a free one. Roles api and all serve them on PORT.',
  }),
  PUBLIC_URL: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'Where clients reach the API. Default: http://localhost:PORT.',
  }),
  CORS_ORIGINS: list({
    fallback: ['*'],
    about: 'Origins that may call the API and the embedded store; no cookies are used.',
  }),
  BODY_MIN_BYTES_PER_SECOND: integer({
    min: 1,
    max: MIB,
    fallback: 1024,
    about: 'Rate at which the body of a request must arrive; what trickles is answered 408.',
  }),
  BODY_PATIENCE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 30,
    about: 'How far a sender may fall behind BODY_MIN_BYTES_PER_SECOND, and how long it may be silent.',
  }),
  TRUST_PROXY: flag({ fallback: false, about: 'Believe X-Forwarded-* headers of a proxy in front.' }),
  AIRLOCK_ROLE: oneOf(['all', 'api', 'worker'], {
    fallback: 'all',
    about: 'Which part this process plays: all, api or worker.',
  }),
  AIRLOCK_SECRET: text({
    fallback: undefined,
    secret: true,
    about: 'Key of signed ids, own tokens and webhook secrets. Role all generates one in DATA_DIR; otherwise required.',
  }),
  DATA_DIR: text({ fallback: '.airlock', about: 'Where the embedded database and store keep their data.' }),

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

  S3_ENDPOINT: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'An S3-compatible store. Default: AWS when a bucket is named, else embedded.',
  }),
  S3_PUBLIC_ENDPOINT: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'The same store as clients reach it: signed URLs name this host.',
  }),
  S3_FORCE_PATH_STYLE: flag({ fallback: undefined, about: 'Bucket in the path. Default: true with S3_ENDPOINT.' }),
  AWS_ACCESS_KEY_ID: text({ fallback: undefined, about: 'Credentials of the store; AWS’s default chain works too.' }),
  AWS_SECRET_ACCESS_KEY: text({ fallback: undefined, secret: true, about: 'Secret of AWS_ACCESS_KEY_ID.' }),
  AWS_SESSION_TOKEN: text({ fallback: undefined, secret: true, about: 'Session token of temporary credentials.' }),
  AWS_STORAGE_BUCKET_NAME: text({ fallback: undefined, about: 'The bucket that holds every file. Embedded: airlock.' }),
  AWS_S3_REGION_NAME: text({ fallback: 'us-east-1', about: 'Region of the bucket.' }),
  EMBEDDED_STORE_PORT: integer({
    min: 0,
    max: 65_535,
    fallback: 0,
    about: 'Port of the embedded store; 0 takes a free one.',
  }),
  STORE_PROBE_HOURS: integer({
    min: 0,
    max: 168,
    fallback: 6,
    about: 'Hours between probes of what the store enforces; 0 probes on demand only. The embedded store needs none.',
  }),
  MULTIPART_COPY_THRESHOLD_BYTES: integer({
    min: 5 * MIB,
    fallback: 5 * 1024 * MIB,
    about: 'Objects above this size are copied in parts.',
  }),

  JWT_SECRET: text({ fallback: undefined, secret: true, about: 'HS256 secret of tokens issued elsewhere.' }),
  JWT_ISSUER: text({ fallback: undefined, about: 'The `iss` those tokens must carry; required with JWT_SECRET.' }),
  JWT_AUDIENCE: text({ fallback: 'airlock', about: 'The `aud` every token must carry.' }),
  BOOTSTRAP_API_KEY: text({
    fallback: undefined,
    secret: true,
    about: 'First key, all scopes: sk_ and at least 32 characters. Default: generated and printed once.',
  }),
  BOOTSTRAP_ADMIN_EMAIL: text({ fallback: undefined, about: 'First user, owner of the default workspace.' }),
  BOOTSTRAP_ADMIN_PASSWORD: text({ fallback: undefined, secret: true, about: 'Password of the first user.' }),

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
  DOCUMENT_ALLOWED_EXTENSIONS: list({
    pattern: /^[A-Za-z0-9]{1,10}$/,
    shape: 'file extensions of letters and digits, without dots',
    fallback: ['pdf', 'docx', 'doc', 'txt', 'csv', 'md', 'pptx', 'xlsx'],
    about: 'Extensions of files that become documents, in any case.',
  }),
  DOCUMENT_MAX_UPLOAD_SIZE: integer({
    min: 1,
    max: 5 * 1024 * MIB,
    fallback: 50 * MIB,
    about: 'Largest file of a document, in bytes.',
  }),
  DOCUMENT_S3_PREFIX: shaped({
    pattern: /^(?!ws_)[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}){0,3}$/,
    shape: 'one to four folders of letters, digits, dots, underscores and hyphens, not starting with ws_',
    fallback: 'documents',
    about: 'Folder of the files of documents in the store.',
  }),
  DOCUMENT_PRESIGNED_URL_EXPIRY: integer({
    min: 60,
    max: 86_400,
    fallback: 3600,
    about: 'Lifetime in seconds of upload and download URLs of the documents API.',
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
  CAGE_PROCESSES: integer({
    min: 1,
    max: 64,
    fallback: undefined,
    about:
      'Processes that open hostile files at the same time, for archives and for documents each. Default: one per core.',
  }),
  EXTRACTION_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 60,
    about: 'How long reading the text of a document may take. Longer: its processing fails with code timeout.',
  }),
  EXTRACTION_HEAP_MIB: integer({
    min: 64,
    max: 4096,
    fallback: 256,
    about: 'Memory for objects and strings while a document is read. More: its processing fails with code too_large.',
  }),
  EXTRACTION_RESIDENT_MIB: integer({
    min: 128,
    max: 16_384,
    fallback: 512,
    about: 'All memory of the process that reads a document. More: its processing fails with code too_large.',
  }),
  EXTRACTION_MAX_PAGES: integer({
    min: 1,
    max: 100_000,
    fallback: 5_000,
    about: 'Pages, slides or sheets a document may have for its text to be read.',
  }),
  EXTRACTION_MAX_CHARACTERS: integer({
    min: 1_000,
    max: 100_000_000,
    fallback: 20_000_000,
    about: 'Characters of text a document may hold for it to be read.',
  }),
  SCAN_CONCURRENCY: integer({ min: 1, max: 64, fallback: 2, about: 'Files a worker admits at the same time.' }),
  SCAN_LEASE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 20,
    about: 'How long a worker owns a file without a sign of life.',
  }),
  INGESTION_CONCURRENCY: integer({
    min: 1,
    max: 64,
    fallback: 2,
    about: 'Documents whose text a worker extracts at the same time.',
  }),
  INGESTION_LEASE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 30,
    about: 'How long a worker owns a document without a sign of life.',
  }),
  LIVE_STREAMS_PER_CALLER: integer({
    min: 1,
    fallback: 100,
    about: 'Event streams, subscriptions and sockets a key or user may hold open per process.',
  }),
  SCAN_BACKLOG_LIFO_THRESHOLD: integer({
    min: 1,
    max: 10_000,
    fallback: 1000,
    about: 'With more files than this waiting for a scan, the newest are taken first.',
  }),
  GRAPHQL_INTROSPECTION: flag({ fallback: true, about: 'Whether clients may read the GraphQL schema.' }),
  STORAGE_EVENTS_TOKEN: text({
    fallback: undefined,
    secret: true,
    about: 'Bearer token or Basic password of POST /v1/storage/events.',
  }),
  STORAGE_EVENTS_SNS_TOPICS: list({
    pattern: TOPIC_ARN,
    shape: 'topic ARNs such as arn:aws:sns:eu-west-1:123456789012:uploads',
    fallback: [],
    about: 'ARNs of the SNS topics that may post storage events; their subscriptions are confirmed.',
  }),
  STORAGE_EVENTS_SQS_URL: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'URL of an SQS queue with storage events. Workers poll it with the credentials of the store.',
  }),
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: flag({
    fallback: false,
    about: 'Webhooks may call private addresses, found as this machine finds names. Link-local and metadata: never.',
  }),
  WEBHOOK_CONCURRENCY: integer({
    min: 1,
    max: 256,
    fallback: 16,
    about:
      'Webhook endpoints a worker serves at the same time; failing ones have a quarter as many places of their own.',
  }),
  WEBHOOK_TIMEOUT_SECONDS: integer({
    min: 1,
    max: 60,
    fallback: 10,
    about: 'How long an endpoint may take to answer.',
  }),
  WEBHOOK_LOG_DAYS: integer({ min: 2, max: 3650, fallback: 30, about: 'Days after which deliveries are forgotten.' }),
  SMTP_URL: url({
    protocols: ['smtp:', 'smtps:'],
    fallback: undefined,
    secret: true,
    about: 'Mail server for notifications, e.g. smtps://user:password@host. Default: no mail is sent.',
  }),
  SMTP_FROM: text({
    fallback: 'Airlock <airlock@localhost>',
    about: 'Sender of notifications.',
  }),
  LOG_LEVEL: oneOf(['error', 'warn', 'log', 'debug'], {
    fallback: 'log',
    about: 'How much is logged: error, warn, log or debug.',
  }),
  AIRLOCK_FAULT_AT: text({
    fallback: undefined,
    about: 'Tests only: steps, with commas between them, after which this process kills itself.',
  }),
} satisfies Record<string, Setting<unknown>>;

type Parsed<S> = S extends Setting<infer T> ? T : never;
export type Settings = { readonly [Name in keyof typeof settings]: Parsed<(typeof settings)[Name]> };
export type SettingName = keyof Settings;
