// The architecture as forbidden edges. `npm run arch` fails on the first one that is crossed.
const framework =
  'node_modules/(@nestjs|@prisma|bullmq|ioredis|@aws-sdk|graphql|@apollo|fastify|class-validator|class-transformer)';

/** Which features each feature may import: the order of the product, a DAG. */
const mayImport = {
  audit: [],
  identity: ['audit'],
  workspaces: ['audit', 'identity'],
  relay: ['audit', 'identity', 'workspaces'],
  buckets: ['audit', 'identity', 'workspaces'],
  blobs: ['audit', 'identity', 'workspaces', 'buckets'],
  uploads: ['audit', 'identity', 'workspaces', 'relay', 'buckets', 'blobs'],
  objects: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'relay'],
  scanning: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'quarantine', 'relay'],
  'storage-events': ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'relay'],
  quarantine: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads'],
  live: ['audit', 'identity', 'workspaces', 'uploads', 'relay', 'documents'],
  'upload-tokens': ['audit', 'identity', 'workspaces', 'buckets'],
  images: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'relay'],
  files: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'relay', 'objects', 'scanning', 'images'],
  attachments: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'relay', 'images', 'files'],
  documents: ['audit', 'identity', 'workspaces', 'buckets', 'blobs', 'uploads', 'relay', 'objects', 'files'],
  ingestion: [
    'audit',
    'identity',
    'workspaces',
    'buckets',
    'blobs',
    'uploads',
    'relay',
    'objects',
    'files',
    'documents',
  ],
};
const features = Object.keys(mayImport);

const featureOrder = Object.entries(mayImport).map(([feature, allowed]) => ({
  name: `feature-order-${feature}`,
  severity: 'error',
  from: { path: `^src/features/${feature}/` },
  to: { path: `^src/features/(${features.filter((f) => f !== feature && !allowed.includes(f)).join('|')})/` },
}));

/** The rooms of `uploads`, from the record up to the protocols: each may import the ones before it. */
const roomsOfUploads = [
  ...[
    'domain',
    'records',
    'traces',
    'objects-port',
    'scan-queue',
    'hints',
    'signing',
    'signed-ids',
    'termination',
    'confirmation',
    'creation',
  ],
  ...['multipart', 'streaming', 'downloads', 'timeline', 'tasks', 'transport', 'faces'],
];

const uploadsOrder = [
  ...roomsOfUploads.slice(0, -1).map((room, place) => ({
    name: `uploads-order-${room}`,
    severity: 'error',
    from: { path: `^src/features/uploads/${room}/` },
    to: { path: `^src/features/uploads/(${roomsOfUploads.slice(place + 1).join('|')})/` },
  })),
  {
    name: 'uploads-order-is-complete',
    comment: 'a new folder of uploads needs its place in the order',
    severity: 'error',
    from: { path: `^src/features/uploads/(?!(${roomsOfUploads.join('|')})/)[^/]+/` },
    to: {},
  },
];

export default {
  forbidden: [
    ...featureOrder,
    ...uploadsOrder,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nobody-imports-listeners',
      comment: 'webhooks, notifications, usage and maintenance listen to the product; the product does not know them',
      severity: 'error',
      from: { path: `^src/features/(${features.join('|')})/` },
      to: { path: '^src/features/(webhooks|notifications|usage|maintenance)/' },
    },
    {
      name: 'features-meet-at-index',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/([^/]+)/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/index\\.ts$'] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^src/features/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/features/[^/]+/domain/', '^src/shared/', '^node:'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'domain-knows-no-framework',
      severity: 'error',
      from: { path: '^src/features/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: framework },
    },
    {
      name: 'only-repositories-touch-the-database',
      comment: 'types may be named anywhere: a transaction is passed on. Which tables are touched, scripts/arch reads',
      severity: 'error',
      from: { path: '^src/features/', pathNot: '(\\.repository|\\.queries|\\.transaction|\\.module|\\.spec)\\.ts$' },
      to: {
        path: '(@prisma|^src/platform/prisma/(?!database-errors|savepoint)|^src/generated/|node_modules/pg/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'transport-never-skips-the-service',
      severity: 'error',
      from: { path: '\\.(controller|resolver|processor)\\.ts$' },
      to: { path: '\\.(repository|queries|transaction)\\.ts$' },
    },
    {
      name: 'services-do-not-know-transport',
      severity: 'error',
      from: { path: '\\.(service|repository|transaction)\\.ts$' },
      to: {
        path: '(\\.(controller|resolver|processor)\\.ts$|node_modules/(fastify|@nestjs/graphql|@nestjs/swagger)/)',
      },
    },
    {
      name: 'lower-layers-know-no-feature',
      severity: 'error',
      from: { path: '^src/(shared|platform|edge|config)/' },
      to: { path: '^src/features/' },
    },
    {
      name: 'only-tracing-imports-opentelemetry',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/tracing/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'opentelemetry-is-loaded-when-traces-are-recorded',
      comment: 'a process that does not trace loads none of it: its recorder is imported dynamically, and by one file',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/tracing/(open-telemetry|sampler|watched-exporter)' },
      to: {
        path: '(node_modules/@opentelemetry/|^src/platform/tracing/(open-telemetry|sampler|watched-exporter))',
        dynamic: false,
      },
    },
    {
      name: 'shared-is-the-bottom',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/(edge|platform|config)/' },
    },
    {
      name: 'http-stays-in-transport',
      comment:
        'services, repositories and what they use take types of shared or platform, not of HTTP or its idempotency',
      severity: 'error',
      from: { path: '^src/features/', pathNot: '\\.(controller|resolver|guard|module)\\.ts$|-renewal\\.ts$' },
      to: { path: '^src/edge/(http|idempotency)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|src/generated)' },
  },
};
