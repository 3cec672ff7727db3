import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../boot/package-file.js';
import { corsToApply } from '../platform/object-store/probe/bucket-configuration.js';

const read = (path: string) => readFileSync(packageFile(path), 'utf8');
const filesOf = (folder: string) =>
  readdirSync(packageFile(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map(({ parentPath, name }) => `${parentPath}/${name}`);

/** Code that tests run: in a browser, as processes, or type-checked and against a server. */
const tried = ['test/browser', 'test/graphql-client', 'examples']
  .flatMap(filesOf)
  .filter((path) => /\.(js|jsx|ts|tsx|html)$/.test(path))
  .map((path) => readFileSync(path, 'utf8'));

const documents = ['docs/guides', 'docs/api', 'docs/start'].flatMap((folder) =>
  readdirSync(packageFile(folder)).map((name) => `${folder}/${name}`),
);
const CODE = /^```(?:js|jsx|ts|tsx|html)\n(.*?)^```$/gms;

/** Names of buckets, addresses and folders differ from reader to reader, the indentation from page to page. */
const withoutTexts = (code: string) => code.replaceAll(/'[^'\n]*'/g, "'…'").replaceAll(/^ +/gm, '');

/** Whether these are whole lines of code that a test runs. */
const isTried = (block: string) => tried.some((code) => `\n${withoutTexts(code)}`.includes(`\n${withoutTexts(block)}`));

describe.each(documents)('%s', (document) => {
  it('shows only code that a test runs', () => {
    const shown = [...read(document).matchAll(CODE)].map(([, text]) => text!);
    expect(shown.filter((block) => !isTried(block))).toEqual([]);
  });
});

it('the guides show the CORS rule that the doctor prints', () => {
  const [, rule] = /^```json\n(.*?)^```$/ms.exec(read('docs/guides/README.md'))!;
  expect(JSON.parse(rule!)).toEqual(corsToApply(['https://app.example.com']));
});
