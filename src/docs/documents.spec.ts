import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../boot/package-file.js';
import { claimsOf, isNamed, operation } from './document-claims.js';

const read = (path: string) => readFileSync(packageFile(path), 'utf8');
const FOLDERS = [
  'src',
  'test',
  'docs',
  'scripts',
  'prisma',
  'docker',
  'bench',
  'examples',
  'sdk/src',
  'cli/src',
  '.ci',
];

/** Every file and folder of the repository that a document may name. */
const paths = [
  ...readdirSync(packageFile('.')),
  ...FOLDERS.flatMap((folder) => [
    folder,
    ...readdirSync(packageFile(folder), { recursive: true }).map((path) => `${folder}/${path.toString()}`),
  ]),
];

/** Written by hand and about what is there now: decisions and the changelog also speak of what was. */
const documents = paths.filter(
  (path) =>
    /^(\w+|docs\/.*|examples\/.*|bench\/\w+)\.md$/.test(path) &&
    !/^(CHANGELOG|docs\/(generated|decisions)\/)/.test(path),
);
const decisions = paths.filter((path) => /^docs\/decisions\/.*\.md$/.test(path));

const sources = paths.filter((path) => /\.(ts|mjs|sql|prisma|gql|json|yaml)$/.test(path));
const words = new Set(sources.flatMap((path) => read(path).match(/\w+/g) ?? []));
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
const api = JSON.parse(read('docs/generated/openapi.json')) as { paths: Record<string, object> };
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => operation(method, path)),
);

const exists = (path: string) => paths.includes(path.replace(/\/$/, ''));
const missingLinks = (document: string) =>
  claimsOf(read(document)).links.filter((link) => !exists(join(dirname(document), link)));

describe.each(documents)('%s', (document) => {
  const claims = claimsOf(read(document));

  it('links to files that exist', () => {
    expect(missingLinks(document)).toEqual([]);
  });

  it('names files and folders that exist', () => {
    expect(claims.paths.filter((name) => !paths.some((path) => isNamed(path, name)))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    expect(claims.scripts.filter((script) => !scripts.includes(script))).toEqual([]);
  });

  it('names operations of the API that exist', () => {
    expect(claims.operations.filter((named) => !operations.includes(named))).toEqual([]);
  });

  it('names identifiers that the code has', () => {
    expect(claims.words.filter((word) => !words.has(word))).toEqual([]);
  });
});

describe('README.md', () => {
  const text = read('README.md');

  it('fits two screens', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(90);
  });

  it.each(['React', 'shell', 'Rails'])('leads by one of its first two links to how files come from %s', (client) => {
    const pages = claimsOf(text)
      .links.slice(0, 2)
      .filter((link) => link.endsWith('.md'));
    const rows = pages.flatMap((page) => read(page).split('\n'));
    expect(rows.filter((row) => row.startsWith('|') && row.includes(client) && /\]\(/.test(row))).not.toEqual([]);
  });
});

it.each(['docs/architecture.md', 'docs/concepts.md'])('%s draws the life of an upload as the code has it', (page) => {
  expect(read(page)).toContain(read('docs/generated/upload-states.mmd'));
});

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md');

  it('has a row for every room of src/features', () => {
    const rooms = readdirSync(packageFile('src/features'));
    expect(rooms.filter((room) => !new RegExp(`^\\| \`${room}\` `, 'm').test(text))).toEqual([]);
  });
});

describe('docs/glossary.md', () => {
  const text = read('docs/glossary.md');

  it.each([
    ['table', /@@map\("(\w+)"\)\n\}/g, /^model [\s\S]*?^\}/gm],
    ['status of an upload', /^ {2}([A-Z]+)$/gm, /^enum UploadStatus [\s\S]*?^\}/gm],
  ])('has a line for every %s', (_, name, part) => {
    const parts = read('prisma/schema.prisma').match(part)!.join('\n');
    const names = [...parts.matchAll(name)].map(([, found]) => found!);
    expect(names.filter((found) => !text.includes(`\`${found}\``))).toEqual([]);
  });
});

describe('the decisions', () => {
  it.each(decisions)('%s links to files that exist', (decision) => {
    expect(missingLinks(decision)).toEqual([]);
  });
});

describe('claims of a document', () => {
  it.each([
    ['[a](../x.md#top) [b](https://x.y)', { links: ['../x.md'] }],
    ['`src/a/b.ts`, `b.ts` and `*.repository.ts`', { paths: ['src/a/b.ts', 'b.ts', '*.repository.ts'] }],
    ['run `npm run docs:generate`', { scripts: ['docs:generate'] }],
    ['`POST /v1/uploads/{id}/confirm`', { operations: ['POST /v1/uploads/{}/confirm'] }],
    [
      '`UploadMoves.move`, `claim_scan`, `AIRLOCK_ROLE`, `all`',
      { words: ['UploadMoves', 'move', 'claim_scan', 'AIRLOCK_ROLE'] },
    ],
  ])('are found in: %s', (markdown, found) => {
    expect(claimsOf(markdown)).toMatchObject(found);
  });

  it('find a file by its end, and not by a part of its name', () => {
    expect(isNamed('src/a/some.ts', 'a/some.ts')).toBe(true);
    expect(isNamed('src/a/awesome.ts', 'some.ts')).toBe(false);
    expect(isNamed('src/a/b.repository.ts', '*.repository.ts')).toBe(true);
  });
});
