// docs/generated/touches.md: which files one more setting, event, method, scanner, noun, … touches. Read from the files
// that mention one that is there already.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const examples = [
  {
    title: 'A bucket setting',
    example: 'the setting `retention_days`',
    pattern: /retentionDays|retention_days/,
    also: 'a folder of `prisma/migrations` for its column, and the place that obeys it',
  },
  {
    title: 'An event',
    example: 'the event `notify.notification.sent`',
    pattern: /notify\.notification\.sent/,
    also: 'for a move of an upload, a row of `src/features/uploads/domain/upload-states.ts` instead of an announcement',
  },
  {
    title: 'An upload method',
    example: 'the method `MULTIPART`',
    pattern: /\bMULTIPART\b(?!_)/,
    also: 'a folder of `prisma/migrations` for the value of the type `upload_method`',
  },
  {
    title: 'A scanner',
    example: 'the scanner `clamd`, whose own files are in one folder',
    pattern: /clamd/i,
    also: 'its own folder in `src/platform/malware-scanner`, and the contract suite run against it',
  },
  {
    title: 'A noun with REST and GraphQL',
    example: 'the noun `WebhookEndpoint`',
    pattern: /WebhookEndpoint|webhook_endpoints?\b|webhook-endpoint|EndpointsModule|EndpointsService|WebhooksModule/,
    also: 'a folder of `prisma/migrations` for its table with policies of row-level security, and its row in `scripts/arch/owners.mjs`',
  },
  {
    title: 'A background job',
    example: 'the job `retention`',
    pattern: /RetentionJob|retention\.job|RetentionRepository/,
    also: 'a rule and a statement in the feature that owns the rows',
  },
  {
    title: 'A setting',
    example: 'the setting `LIVE_STREAMS_PER_CALLER`',
    pattern: /LIVE_STREAMS_PER_CALLER/,
    also: '`.env.example`, which is generated',
  },
  {
    title: 'An error code',
    example: 'the code `BUCKET_INACTIVE`',
    pattern: /BUCKET_INACTIVE|bucketInactive/,
    also: 'a status in `src/edge/errors/http-status.ts` for a new kind',
  },
];

const sections = [
  ['Code', /^(?!.*\.spec\.ts$)(src|prisma|scripts\/arch|docker)\//],
  ['Tests', /^test\/|\.spec\.ts$/],
  ['Documents', /^(docs\/|README\.md)/],
];

const intro = `# What a change touches

Each list is read from the repository: the files that mention one example that exists already. Generated files and old
migrations are left out; \`npm run docs:generate\` writes the former, the latter are never edited.
`;

/** @param {{ path: string, text: string }[]} files */
export function touchedFilesPage(files) {
  return [intro, ...examples.map((example) => section(example, files))].join('\n');
}

function section({ title, example, pattern, also }, files) {
  const found = files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  const lists = sections.map(([name, where]) =>
    list(
      name,
      found.filter((path) => where.test(path)),
    ),
  );
  return `## ${title}\n\nAs ${example}. Besides: ${also}.\n${lists.join('')}`;
}

const list = (name, paths) =>
  paths.length ? `\n${name}:\n\n${paths.map((path) => `- \`${path}\``).join('\n')}\n` : '';

const ROOTS = ['README.md', 'docker', 'docs', 'prisma/schema.prisma', 'scripts', 'src', 'test'];
const isText = (path) => /\.(ts|mjs|prisma|md|conf|yaml)$/.test(path);
const isWritten = (path) => !/^(docs\/(generated|decisions)|src\/generated|scripts\/docs)\//.test(path);

/** Text files of the repository that people write, in the order of their paths. */
export function repositoryFiles() {
  const paths = ROOTS.flatMap(filesIn).filter((path) => isText(path) && isWritten(path));
  return paths.sort().map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

function filesIn(root) {
  if (!statSync(root).isDirectory()) return [root];
  const names = readdirSync(root, { recursive: true });
  return names.map((name) => join(root, name)).filter((path) => !statSync(path).isDirectory());
}
